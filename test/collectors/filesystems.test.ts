import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { filesystemsCollector } from '../../src/collectors/filesystems.js';
import { FileCaller } from '../../src/logs/fileCaller.js';
import { type FileSystemView, FileSystemWatch } from '../../src/logs/fileSystems.js';
import { FileThreads } from '../../src/logs/fileThreads.js';
import { hangingPlace } from '../logs/hangingThread.js';
import { collect } from './collect.js';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const mount = { id: 1, mountpoint: '/srv', type: 'xfs', device: '/dev/vdb1', readOnly: false };
const space = { sizeBytes: 1000, availableBytes: 300, inodes: 50, freeInodes: 20 };
const whole: FileSystemView = { mount, uses: ['logs', 'project'], space, answers: true };

const run = (...views: FileSystemView[]) =>
  collect(filesystemsCollector({ machine: 'alpha', look: async () => views }));

describe('file systems', () => {
  it('have one row each', async () => {
    expect((await run(whole)).samples).toStrictEqual({
      'fleet_filesystem_info mountpoint=/srv device=/dev/vdb1 fstype=xfs': 1,
      'fleet_filesystem_holds mountpoint=/srv directory=logs': 1,
      'fleet_filesystem_holds mountpoint=/srv directory=project': 1,
      'fleet_filesystem_answers mountpoint=/srv': 1,
      'fleet_filesystem_readonly mountpoint=/srv': 0,
      'fleet_filesystem_size_bytes mountpoint=/srv': 1000,
      'fleet_filesystem_avail_bytes mountpoint=/srv': 300,
      'fleet_filesystem_inodes mountpoint=/srv': 50,
      'fleet_filesystem_free_inodes mountpoint=/srv': 20,
    });
  });

  it('without a limit on files have no figures of that', async () => {
    const { samples } = await run({ ...whole, space: { ...space, inodes: 0, freeInodes: 0 } });
    expect(Object.keys(samples).filter((name) => name.includes('inodes'))).toEqual([]);
  });

  it('that hang say only that', async () => {
    const { samples } = await run({ ...whole, space: undefined, answers: false });
    expect(samples['fleet_filesystem_answers mountpoint=/srv']).toBe(0);
    expect(Object.keys(samples).filter((name) => name.includes('bytes'))).toEqual([]);
  });
});

describe('this machine', () => {
  it('has its directories on file systems, each once', async () => {
    const caller = new FileCaller();
    ends.push(() => caller.stop());
    const watch = new FileSystemWatch({
      procRoot: '/proc',
      directories: [
        { use: 'logs', path: '/proc/self' },
        { use: 'project', path: '/' },
        { use: 'state', path: '/no/such/directory' },
      ],
      caller,
    });
    const views = await watch.look();
    const uses = Object.fromEntries(views.map(({ mount: { mountpoint }, uses }) => [mountpoint, uses]));
    expect(uses).toEqual({ '/proc': ['logs'], '/': ['project', 'state'] });
    const root = views.find(({ mount: { mountpoint } }) => mountpoint === '/');
    expect(root?.space?.sizeBytes).toBeGreaterThan(root?.space?.availableBytes ?? Number.POSITIVE_INFINITY);
  });

  it('has one that hangs, and looks at the others all the same', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'mounts-'));
    ends.push(() => rmSync(directory, { recursive: true }));
    const place = hangingPlace();
    ends.push(() => place.remove());
    mkdirSync(join(directory, 'self'));
    writeFileSync(
      join(directory, 'self', 'mountinfo'),
      `1 0 8:1 / / rw - ext4 /dev/a rw\n2 1 0:40 / ${place.path} rw - nfs4 store:/ rw\n`,
    );
    const caller = new FileCaller({ threads: new FileThreads(place.startThread), deadlineMs: 1000 });
    ends.push(() => caller.stop());
    ends.push(() => place.release());
    const directories = [
      { use: 'logs', path: place.path },
      { use: 'project', path: '/' },
    ] as const;
    const views = await new FileSystemWatch({ procRoot: directory, directories, caller }).look();
    expect(views.map(({ mount: { device }, answers }) => [device, answers])).toEqual([
      ['store:/', false],
      ['/dev/a', true],
    ]);
  });
});
