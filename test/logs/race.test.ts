import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseDescriptorState, scanDescriptors } from '../../src/logs/descriptors.js';
import { describeWriters, findRaces, isRace, type SeenTwice } from '../../src/logs/race.js';

describe('the state of a descriptor', () => {
  it.each([
    [
      'pos:\t4711\nflags:\t0102001\nmnt_id:\t29\nino:\t5\n',
      { position: 4711, writes: true, appends: true, mountId: 29 },
    ],
    ['pos:\t0\nflags:\t0100002\nmnt_id:\t1\n', { position: 0, writes: true, appends: false, mountId: 1 }],
    ['pos:\t7\nflags:\t0100000\n', { position: 7, writes: false, appends: false, mountId: undefined }],
    ['pos:\t7\nflags:\t02000\nlock:\t1: FLOCK\n', { position: 7, writes: false, appends: true, mountId: undefined }],
    ['pos:\t7\nflags:\t0100003\n', { position: 7, writes: false, appends: false, mountId: undefined }],
    ['', undefined],
    ['flags:\t01\n', undefined],
  ])('%j', (text, state) => {
    expect(parseDescriptorState(text)).toEqual(state);
  });
});

function seen(appends: boolean, position: number, laterPosition = position): SeenTwice {
  const state = { position, writes: true, appends, mountId: 1 };
  return { writer: { pid: 1, fd: 1, path: '/x', deleted: false, state }, laterPosition };
}

describe('writers race', () => {
  it.each([
    ['one who does not append', [seen(false, 5)], false],
    ['two who append', [seen(true, 5), seen(true, 90)], false],
    ['one appends, one does not', [seen(true, 90), seen(false, 5)], true],
    ['one appends, one does not, at the same place', [seen(true, 90), seen(false, 90)], true],
    ['two offsets', [seen(false, 5), seen(false, 90)], true],
    ['one offset, inherited', [seen(false, 90), seen(false, 90)], false],
    ['one offset, moving meanwhile', [seen(false, 5, 90), seen(false, 40, 95)], false],
    ['two offsets, both moving', [seen(false, 5, 40), seen(false, 90, 95)], true],
    ['one inherited offset and one who appends', [seen(false, 7), seen(false, 7), seen(true, 7)], true],
  ])('%s', (_title, writers, expected) => {
    expect(isRace(writers)).toBe(expected);
  });
});

describe('on this machine', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  function logFile(): { directory: string; file: string } {
    const directory = mkdtempSync(join(tmpdir(), 'race-'));
    ends.push(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'Planner.log');
    writeFileSync(file, 'a line\n');
    return { directory, file };
  }

  function open(file: string, flags: string): number {
    const fd = openSync(file, flags);
    ends.push(() => closeSync(fd));
    return fd;
  }

  async function childWith(log: number): Promise<number> {
    const child = spawn('sleep', ['60'], { stdio: ['ignore', log, log] });
    ends.push(async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    });
    if (child.pid === undefined) throw new Error('it did not start');
    return child.pid;
  }

  const racesIn = async (directory: string) =>
    findRaces('/proc', (await scanDescriptors('/proc', directory)).descriptors);

  it('two processes, one of which does not append, are found', async () => {
    const { directory, file } = logFile();
    const child = await childWith(open(file, 'a'));
    open(file, 'r+');
    const races = await racesIn(directory);
    expect(races.map(({ path }) => path)).toEqual([file]);
    const words = races.map(describeWriters).join();
    expect(words).toMatch(new RegExp(`^pid ${process.pid} \\(does not append\\), `));
    expect(words).toContain(`pid ${child} (appends)`);
  });

  it('a child that shares the open file of its parent is none', async () => {
    const { directory, file } = logFile();
    const log = open(file, 'r+');
    writeSync(log, 'another line\n');
    const child = await childWith(log);
    const { descriptors } = await scanDescriptors('/proc', directory);
    const holders = descriptors.filter(({ deleted }) => !deleted).map(({ pid }) => pid);
    expect(new Set(holders)).toEqual(new Set([process.pid, child]));
    expect(findRaces('/proc', descriptors)).toEqual([]);
  });

  it('neither is a reader', async () => {
    const { directory, file } = logFile();
    open(file, 'a');
    open(file, 'r');
    expect(await racesIn(directory)).toEqual([]);
  });

  it('files of other directories are left out, deleted ones are not', async () => {
    const { directory } = logFile();
    const { file } = logFile();
    open(file, 'a');
    const gone = join(directory, 'gone.log');
    open(gone, 'a');
    rmSync(gone);
    const { descriptors } = await scanDescriptors('/proc', directory);
    const own = descriptors.filter(({ pid }) => pid === process.pid);
    expect(own.map(({ path, deleted }) => ({ path, deleted }))).toEqual([{ path: gone, deleted: true }]);
  });
});
