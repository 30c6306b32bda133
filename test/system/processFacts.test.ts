import { closeSync, openSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { parseOpenFileLimit, readOpenFileLimit } from '../../src/system/limits.js';
import { countOpenFiles } from '../../src/system/openFiles.js';
import { listPids } from '../../src/system/pids.js';
import { readWorkingDirectory } from '../../src/system/workingDirectory.js';

const root = fileURLToPath(new URL('../fixtures/proc/readers', import.meta.url));

describe('listPids', () => {
  it('lists processes in ascending order and nothing else', () => {
    expect(listPids(root)).toEqual([2, 101, 102, 103, 104]);
  });

  it('lists this process and its parent', () => {
    expect(listPids('/proc')).toEqual(expect.arrayContaining([process.pid, process.ppid]));
  });
});

describe('countOpenFiles', () => {
  const opened: number[] = [];
  afterEach(() => {
    for (const descriptor of opened.splice(0)) closeSync(descriptor);
  });

  it.each([
    { pid: 101, count: 5 },
    { pid: 102, count: 2 },
    { pid: 103, count: undefined },
    { pid: 105, count: undefined },
  ])('counts entries where the root is no procfs: $pid', ({ pid, count }) => {
    expect(countOpenFiles(root, pid)).toBe(count);
  });

  it('counts the files that this process opens', () => {
    const before = Number(countOpenFiles('/proc', process.pid));
    for (let count = 0; count < 50; count++) opened.push(openSync('/dev/null', 'r'));
    const after = Number(countOpenFiles('/proc', process.pid));
    expect(after - before).toBeGreaterThanOrEqual(45);
    // The directory itself is open while it is listed, so lists show one more.
    const listed = readdirSync(`/proc/${process.pid}/fd`).length;
    expect(Math.abs(listed - after)).toBeLessThanOrEqual(1);
  });
});

describe('readOpenFileLimit', () => {
  it.each([
    { pid: 101, limit: 1024 },
    { pid: 102, limit: Number.POSITIVE_INFINITY },
    { pid: 103, limit: undefined },
    { pid: 105, limit: undefined },
  ])('reads the soft limit of $pid', ({ pid, limit }) => {
    expect(readOpenFileLimit(root, pid)).toBe(limit);
  });

  it('reads that of this process', () => {
    expect(readOpenFileLimit('/proc', process.pid)).toBeGreaterThan(100);
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseOpenFileLimit(text)).toBeUndefined();
        expect(parseOpenFileLimit(`${text}\nMax open files   64   128  files\n`)).toBe(64);
      }),
    );
  });
});

describe('readWorkingDirectory', () => {
  it.each([
    { root, pid: 101, path: '/opt/fleet' },
    { root, pid: 103, path: undefined },
    { root, pid: 105, path: undefined },
    { root: '/proc', pid: process.pid, path: process.cwd() },
  ])('reads the link: $path', async ({ root, pid, path }) => {
    expect(await readWorkingDirectory(root, pid)).toBe(path);
  });
});
