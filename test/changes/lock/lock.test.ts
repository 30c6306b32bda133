import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockBusy, takeLock, tryLock } from '../../../src/changes/lock/lock.js';
import { thisProcess } from '../../../src/changes/lock/owner.js';
import { readProcessStat } from '../../../src/system/processStat.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  file = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true }));

const { boot } = thisProcess();
/** Nobody has this pid: it is above the largest that there can be (proc_sys_kernel(5), pid_max). */
const dead = JSON.stringify({ pid: 2 ** 22 + 1, startTicks: 1, boot, nonce: 'x' });

async function isTaken(): Promise<boolean> {
  const taken = await tryLock(file);
  if (!('release' in taken)) return true;
  await taken.release();
  return false;
}

describe('a lock', () => {
  it('is had by one at a time, and leaves nothing behind', async () => {
    const lock = await takeLock(file, 0);
    expect(await tryLock(file)).toMatchObject({ pid: process.pid });
    await lock.release();
    expect(await isTaken()).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is waited for, but not for ever', async () => {
    const lock = await takeLock(file, 0);
    await expect(takeLock(file, 30)).rejects.toThrow(LockBusy);
    const waiting = takeLock(file, 5000);
    await lock.release();
    await (await waiting).release();
  });

  it('names a live owner in another process', async () => {
    const owner = spawn('sleep', ['60']);
    await once(owner, 'spawn');
    const stat = readProcessStat('/proc', owner.pid ?? 0);
    const startTicks = typeof stat === 'object' ? stat.startTicks : 0;
    await writeFile(file, JSON.stringify({ pid: owner.pid, startTicks, boot }));
    expect(await tryLock(file)).toMatchObject({ pid: owner.pid });
    owner.kill();
    await once(owner, 'exit');
    expect(await isTaken()).toBe(false);
  });

  const gone: [name: string, content: string][] = [
    ['an owner that has ended', dead],
    ['an owner whose pid another process has now', JSON.stringify({ pid: process.ppid, startTicks: 1, boot })],
    ['an owner of before the last boot', JSON.stringify({ ...thisProcess(), boot: 'other' })],
    ['half a line', dead.slice(0, 20)],
    ['nothing, after a power cut', ''],
  ];
  it.each(gone)('is taken over from %s', async (_name, content) => {
    await writeFile(file, content);
    const lock = await takeLock(file, 0);
    expect(await isTaken()).toBe(true);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken over also from one that died while it took it over', async () => {
    await writeFile(file, dead);
    const first = await tryLock(file);
    if ('release' in first) await first.release();
    // What a taker leaves that is killed between its link and its place in the lock file.
    await writeFile(file, dead);
    const [key] =
      (await import('node:crypto'))
        .createHash('sha256')
        .update(dead)
        .digest('hex')
        .match(/^.{24}/) ?? [];
    await writeFile(`${file}.after.${key}`, dead.replace('"x"', '"y"'));
    const lock = await takeLock(file, 0);
    expect(await isTaken()).toBe(true);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets one of many takers win, each time', async () => {
    for (let round = 0; round < 20; round++) {
      await writeFile(file, dead.replace('"x"', `"${round}"`));
      const taken = await Promise.all(Array.from({ length: 12 }, () => tryLock(file)));
      const locks = taken.flatMap((one) => ('release' in one ? [one] : []));
      expect(locks).toHaveLength(1);
      await locks[0]?.release();
    }
  });

  it('guards what it guards: a count that everybody reads and writes loses nothing', async () => {
    let count = 0;
    await writeFile(file, dead);
    await Promise.all(
      Array.from({ length: 40 }, async () => {
        const lock = await takeLock(file, 15_000);
        const seen = count;
        await new Promise((resolve) => setImmediate(resolve));
        count = seen + 1;
        await lock.release();
      }),
    );
    expect(count).toBe(40);
  });
});
