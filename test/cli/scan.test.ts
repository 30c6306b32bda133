import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assignment, password, token } from '../redaction/secrets.js';
import { run } from './program.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scan-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs the built program and pipes a text in, in pieces. */
async function piped(pieces: readonly string[]): Promise<{ readonly code: unknown; readonly stdout: string }> {
  const child = spawn(process.execPath, [main, 'scan', 'secrets', '--stdin'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const output = child.stdout.toArray();
  for (const piece of pieces) await new Promise((resolve) => child.stdin.write(piece, resolve));
  child.stdin.end();
  const [code] = await ended;
  return { code, stdout: Buffer.concat(await output).toString() };
}

describe('fleetwatch scan secrets', () => {
  it('looks through the current folder, and says by its exit code what it found', async () => {
    expect(await run(['scan', 'secrets'], folder)).toMatchObject({ code: 0, stdout: '0 leaks in 0 files (0.0 MB)\n' });
    await writeFile(join(folder, 'a.env'), `${assignment}\n`);
    const { code, stdout, stderr } = await run(['scan', 'secrets'], folder);
    expect({ code, stderr }).toStrictEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^a\.env:1:13: warning: .*`password`/);
    expect((await run(['scan', 'secrets', 'missing'], folder)).code).toBe(2);
  });

  it('looks through what is piped in, also where it comes slowly', async () => {
    const { code, stdout } = await piped(['a line\n', assignment.slice(0, 20), `${assignment.slice(20)}\n`]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^<stdin>:2:13: /);
    expect(stdout).not.toContain(password);
  });

  it.each([
    [['scan'], /Usage: fleetwatch scan/],
    [['scan', 'secrets', '--format', token], /^fleetwatch: option '--format <format>' argument 'gh.*redacted/],
    [['scan', 'secrets', '--audit'], /^fleetwatch: --audit looks at a machine: it needs --config\n$/],
  ])('%j is refused', async (commandLine, stderr) => {
    const ended = await run(commandLine, folder);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(stderr);
    expect(ended.stderr).not.toContain(token);
  });
});

it('an error that nobody catches is told without the credentials in it', async () => {
  const program = [
    `import { guardTerminal } from ${JSON.stringify(new URL('../../dist/cli/terminal.js', import.meta.url).href)};`,
    'guardTerminal();',
    `setImmediate(() => { throw new Error('outer', { cause: new Error(process.argv.at(-1)) }); });`,
  ].join('\n');
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, '--', assignment], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, [code]] = await Promise.all([child.stderr.toArray(), once(child, 'close')]);
  const text = Buffer.concat(stderr).toString();
  expect(code).toBe(2);
  expect(text).toMatch(/^fleetwatch: Error: outer/);
  expect(text).toContain('[redacted:password]');
  expect(text).not.toContain(password);
});
