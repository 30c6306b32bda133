import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInMemory, mountOf, parseMounts, readMounts } from '../../src/logs/mounts.js';

const mounts = parseMounts(readFileSync('test/fixtures/logs/mountinfo', 'utf8'));

describe('mounts', () => {
  it('are read with what matters of them', () => {
    expect(mounts.map(({ id, mountpoint, type, device }) => [id, mountpoint, type, device])).toEqual([
      [22, '/', 'ext4', '/dev/vda1'],
      [23, '/proc', 'proc', 'proc'],
      [24, '/dev', 'devtmpfs', 'udev'],
      [25, '/dev/shm', 'tmpfs', 'tmpfs'],
      [40, '/srv/fleet', 'xfs', '/dev/vdb1'],
      [41, '/srv/fleet/with blank\\', 'nfs4', 'store:/export/with blank'],
      [42, '/srv/fleet/logs', 'ext4', '/dev/vdc1'],
      [43, '/srv/fleet/logs', 'fuse.sshfs', 'host:/logs'],
    ]);
  });

  it('are read-only by their own options, or by those of their file system', () => {
    expect(mounts.filter(({ readOnly }) => readOnly).map(({ id }) => id)).toEqual([40, 41]);
  });

  it('live in memory or on disk', () => {
    expect(mounts.filter(isInMemory).map(({ id }) => id)).toEqual([24, 25]);
  });

  it.each([
    ['/', 22],
    ['/srv', 22],
    ['/srv/fleet', 40],
    ['/srv/fleetwatch/state', 22],
    ['/srv/fleet/agents/a.py', 40],
    ['/srv/fleet/logs', 43],
    ['/srv/fleet/logs/Planner.log', 43],
    ['/srv/fleet/with blank\\/x', 41],
  ])('%s lies on mount %i', (path, id) => {
    expect(mountOf(mounts, path)?.id).toBe(id);
  });

  it.each<[from: string, given: readonly string[], id: number]>([
    ['init, whatever its own sandbox shows it', ['1', 'self'], 10],
    ['itself where init is hidden', ['self'], 20],
  ])('are those of %s', (_, given, id) => {
    const proc = mkdtempSync(join(tmpdir(), 'mounts-'));
    const texts = { '1': '10 0 8:1 / / rw - ext4 /dev/a rw\n', self: '20 0 8:1 / / ro - ext4 /dev/a rw\n' };
    for (const [pid, text] of Object.entries(texts).filter(([pid]) => given.includes(pid))) {
      mkdirSync(join(proc, pid));
      writeFileSync(join(proc, pid, 'mountinfo'), text);
    }
    const seen = readMounts(proc);
    rmSync(proc, { recursive: true });
    expect(seen).toEqual([{ id, mountpoint: '/', type: 'ext4', device: '/dev/a', readOnly: id === 20 }]);
  });

  it('of this machine can be read', () => {
    const own = readMounts('/proc');
    if (own === undefined || own === 'denied') throw new Error('not readable');
    expect(mountOf(own, '/proc/self')?.type).toBe('proc');
  });
});
