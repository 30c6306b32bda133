import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './checking.js';

/** The lines that a boot script is told to take over. */
async function bootLines(): Promise<string> {
  const page = await readFile(join(root, 'docs/findings/README.md'), 'utf8');
  const lines = /## At boot\n.*?```sh\n(.*?)```/s.exec(page)?.[1];
  if (lines === undefined) throw new Error('the page has no lines for the boot script');
  return lines;
}

/** Runs the lines with a `fleetwatch` that ends with `code`, and says whether the script went on behind them. */
async function boots(code: number, mode: string | undefined): Promise<boolean> {
  const script = `set -eu\nfleetwatch() { return ${code}; }\n${await bootLines()}\necho started\n`;
  const env = { MACHINE: 'm', ...(mode === undefined ? {} : { FLEETWATCH_BOOT: mode }) };
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', script], { env }, (_, stdout) => resolve(stdout === 'started\n'));
  });
}

describe('the lines for the boot script', () => {
  it.each([
    [0, undefined, true],
    [1, undefined, true],
    [2, undefined, true],
    [0, 'strict', true],
    [1, 'strict', false],
    [2, 'strict', false],
  ])('with exit code %i and FLEETWATCH_BOOT=%s start the fleet: %j', async (code, mode, started) => {
    expect(await boots(code, mode)).toBe(started);
  });
});
