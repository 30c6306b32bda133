import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommandLine, readCommandLine } from '../../src/system/commandLine.js';

const root = fileURLToPath(new URL('../fixtures/proc/readers', import.meta.url));

describe('readCommandLine', () => {
  it.each([
    { is: 'an agent', pid: 101, argv: ['python3', '/opt/fleet/agents/planner.py', '--note', '', '--mode=fast lane'] },
    { is: 'a title', pid: 102, argv: ['nginx:', 'worker', 'process'] },
    { is: 'a zombie', pid: 103, argv: [] },
    { is: 'a kernel thread', pid: 2, argv: [] },
    { is: 'a process that is gone', pid: 105, argv: undefined },
  ])('reads $is', async ({ pid, argv }) => {
    expect(await readCommandLine(root, pid)).toEqual(argv);
  });

  it('reads this process', async () => {
    const argv = await readCommandLine('/proc', process.pid);
    if (typeof argv !== 'object') throw new Error(`own command line: ${argv}`);
    expect(argv.join(' ')).toContain('node');
  });

  it('reads many at a time, each its own', async () => {
    const pids = Array.from({ length: 60 }, (_, index) => [101, 102, 103][index % 3] ?? 0);
    const read = await Promise.all(pids.map((pid) => readCommandLine(root, pid)));
    const firsts = read.map((argv) => (typeof argv === 'object' ? argv[0] : 'unread'));
    expect(firsts).toEqual(pids.map((pid) => ({ 101: 'python3', 102: 'nginx:' })[pid]));
  });
});

describe('parseCommandLine', () => {
  it.each([
    { bytes: 'a\0b', argv: ['a', 'b'], is: 'no NUL at the end' },
    { bytes: 'title with pad   \0\0', argv: ['title', 'with', 'pad'], is: 'a title padded with spaces' },
    { bytes: 'a b\0c\0', argv: ['a b', 'c'], is: 'spaces inside an argument' },
    { bytes: '\0a\0', argv: ['', 'a'], is: 'an empty name' },
  ])('parses $is', ({ bytes, argv }) => {
    expect(parseCommandLine(Buffer.from(bytes))).toEqual(argv);
  });

  it('looks at 128 KiB at most', () => {
    const argv = parseCommandLine(Buffer.from(`first\0${'x'.repeat(300_000)}\0`));
    expect(argv.join('\0')).toHaveLength(128 * 1024);
  });

  it('gives back any arguments', () => {
    const argument = fc.string({ minLength: 1 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(argument, { minLength: 2 }), (argv) => {
        expect(parseCommandLine(Buffer.from(argv.map((text) => `${text}\0`).join('')))).toEqual(argv);
      }),
    );
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        for (const argument of parseCommandLine(Buffer.from(bytes))) expect(argument).not.toContain('\0');
      }),
    );
  });
});
