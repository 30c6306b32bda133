import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readCommandLine } from '../../src/system/commandLine.js';

// A named pipe without a writer holds up who opens it (fifo(7)), as the mmap lock of a stuck process does.
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fleetwatch-proc-'));
  for (const pid of [1, 2, 3]) await mkdir(join(root, String(pid)));
  for (const pid of [1, 2]) execFileSync('mkfifo', [join(root, String(pid), 'cmdline')]);
  await writeFile(join(root, '3', 'cmdline'), 'python3\0agent.py\0');
});
afterEach(() => rm(root, { recursive: true }));

/** Opening both ends never blocks (fifo(7)); closing ends the content for the reader. */
async function letGo(pid: number): Promise<void> {
  const pipe = await open(join(root, String(pid), 'cmdline'), constants.O_RDWR | constants.O_NONBLOCK);
  await pipe.write('late\0');
  await pipe.close();
}

it('does not take for stuck what it was itself too busy to hear', async () => {
  const reading = readCommandLine(root, 3);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
  expect(await reading).toEqual(['python3', 'agent.py']);
});

it('gives up on stuck processes, keeps reading others, and recovers when they come back', async () => {
  const first = readCommandLine(root, 1);
  expect(await readCommandLine(root, 3)).toEqual(['python3', 'agent.py']);

  const second = readCommandLine(root, 2);
  const queued = readCommandLine(root, 3);
  expect(await Promise.all([first, second, queued])).toEqual(['stuck', 'stuck', 'stuck']);
  expect(await readCommandLine(root, 3)).toBe('stuck');

  await letGo(1);
  await expect.poll(() => readCommandLine(root, 3)).toEqual(['python3', 'agent.py']);
  await letGo(2);
  await expect
    .poll(() => Promise.all([readCommandLine(root, 3), readCommandLine(root, 3)]))
    .toEqual([
      ['python3', 'agent.py'],
      ['python3', 'agent.py'],
    ]);
});
