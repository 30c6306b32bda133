import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTicksOf } from '../../src/stack/leftovers.js';
import { takeLock } from '../../src/stack/lock.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  file = join(folder, 'up.lock');
});

afterEach(() => rm(folder, { recursive: true }));

describe('takeLock', () => {
  it('takes a free directory, and then names its owner', async () => {
    expect(await takeLock(file)).toBeUndefined();
    expect(await takeLock(file)).toBe(process.pid);
    expect(await readdir(folder)).toStrictEqual(['up.lock']);
  });

  it('names a live owner', async () => {
    const owner = spawn('sleep', ['60']);
    await once(owner, 'spawn');
    await writeFile(file, JSON.stringify({ pid: owner.pid, startTicks: startTicksOf(owner.pid ?? 0) }));
    expect(await takeLock(file)).toBe(owner.pid);
    owner.kill();
    await once(owner, 'exit');
    expect(await takeLock(file)).toBeUndefined();
  });

  it.each([
    ['an owner whose pid another process has now', JSON.stringify({ pid: process.ppid, startTicks: 1 })],
    ['a pid that nobody has', JSON.stringify({ pid: 2 ** 22 + 1, startTicks: 1 })],
    ['no owner', '{}'],
    ['half a line', '{"pid": 1'],
    ['nothing', ''],
  ])('takes over a file that holds %s', async (_what, content) => {
    await writeFile(file, content);
    expect(await takeLock(file)).toBeUndefined();
    expect(await takeLock(file)).toBe(process.pid);
  });
});
