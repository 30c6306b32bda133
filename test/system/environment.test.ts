import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickVariables, readEnvironment } from '../../src/system/environment.js';

const root = fileURLToPath(new URL('../fixtures/proc/readers', import.meta.url));

describe('readEnvironment', () => {
  it('gives the named variables and no other', async () => {
    const found = await readEnvironment(root, 101, ['AGENT_NAME', 'AGENT_PORT', 'EMPTY', 'MISSING']);
    expect(found).toEqual(
      new Map([
        ['AGENT_NAME', 'Planner'],
        ['AGENT_PORT', '7200'],
        ['EMPTY', ''],
      ]),
    );
  });

  it.each([
    { is: 'no NUL at the end', pid: 102, found: new Map([['AGENT_NAME', 'Worker']]) },
    { is: 'a zombie', pid: 103, found: new Map() },
    { is: 'a kernel thread', pid: 2, found: new Map() },
    { is: 'a process that is gone', pid: 105, found: undefined },
  ])('reads $is', async ({ pid, found }) => {
    expect(await readEnvironment(root, pid, ['AGENT_NAME'])).toEqual(found);
  });

  it('reads the environment that a process was started with', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { AGENT_NAME: 'Child', SECRET: 'x' },
    });
    try {
      await once(child, 'spawn');
      const { pid } = child;
      if (pid === undefined) throw new Error('the child has no pid');
      expect(await readEnvironment('/proc', pid, ['AGENT_NAME'])).toEqual(new Map([['AGENT_NAME', 'Child']]));
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
});

describe('pickVariables', () => {
  const name = fc.stringMatching(/^[A-Z_]{1,6}$/);
  const value = fc.string().filter((text) => !text.includes('\0'));

  it('finds what getenv(3) would find', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), fc.uniqueArray(name), (variables, names) => {
        const bytes = Buffer.from(variables.map(([key, text]) => `${key}=${text}\0`).join(''));
        const expected = new Map<string, string>();
        for (const [key, text] of variables) if (names.includes(key) && !expected.has(key)) expected.set(key, text);
        expect(pickVariables(bytes, names)).toEqual(expected);
      }),
    );
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(pickVariables(Buffer.from(bytes), ['AGENT_NAME']).size).toBeLessThanOrEqual(1);
      }),
    );
  });
});
