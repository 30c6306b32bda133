import { chmodSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GuardedCalls } from '../../src/audits/guardedCalls.js';
import { digestOf } from '../../src/document/digest.js';
import { FileDrift, type FileState } from '../../src/drift/fileDrift.js';

/** A clock far ahead, so that files count as written long ago. */
const later = () => Date.now() + 3_600_000;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetwatch-drift-'));
  path = join(folder, 'startup_config.yaml');
  writeFileSync(path, 'as loaded\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

const loaded = () => ({ path, digest: digestOf('as loaded\n') });

async function stateAfter(change: () => void): Promise<FileState> {
  const drift = new FileDrift(new GuardedCalls(), later);
  expect((await drift.look(loaded())).state).toBe('as-loaded');
  change();
  return (await drift.look(loaded())).state;
}

describe('a file that was loaded', () => {
  it.each<{ name: string; change: () => void; is: FileState }>([
    { name: 'untouched', change: () => {}, is: 'as-loaded' },
    { name: 'touched', change: () => utimesSync(path, 1, 1), is: 'as-loaded' },
    { name: 'written again with the same text', change: () => writeFileSync(path, 'as loaded\n'), is: 'as-loaded' },
    {
      name: 'with a byte order mark put before',
      change: () => writeFileSync(path, '\uFEFFas loaded\n'),
      is: 'as-loaded',
    },
    { name: 'changed', change: () => writeFileSync(path, 'as edited\n'), is: 'changed' },
    {
      name: 'changed in place, to the same size and time',
      change: () => {
        const { atime, mtime } = statSync(path);
        writeFileSync(path, 'AS LOADED\n');
        utimesSync(path, atime, mtime);
      },
      is: 'changed',
    },
    { name: 'gone', change: () => rmSync(path), is: 'gone' },
    { name: 'no text any more', change: () => writeFileSync(path, Buffer.from([0xff, 0xfe, 0xfd])), is: 'unreadable' },
  ])('is $is where it is $name', async ({ change, is }) => {
    expect(await stateAfter(change)).toBe(is);
  });

  it('is changed where nothing of it could be loaded', async () => {
    const drift = new FileDrift(new GuardedCalls(), later);
    expect(await drift.look({ path, digest: undefined })).toMatchObject({ state: 'changed' });
  });

  it('is unreadable to somebody who may not read it', async () => {
    chmodSync(folder, 0o755);
    chmodSync(path, 0o000);
    // Root is refused nothing.
    const asNobody = process.getuid?.() === 0;
    if (asNobody) process.seteuid?.(65_534);
    try {
      expect((await new FileDrift(new GuardedCalls(), later).look(loaded())).state).toBe('unreadable');
    } finally {
      if (asNobody) process.seteuid?.(0);
    }
  });

  it('is unreadable where its file system hangs', async () => {
    const calls = new GuardedCalls(5);
    let release = () => {};
    const caught = calls.ask(() => new Promise<void>((resolve) => (release = resolve)));
    await expect(caught).rejects.toThrow('did not answer');
    expect(await new FileDrift(calls, later).look(loaded())).toEqual({ path, state: 'unreadable', modifiedAt: 0 });
    release();
  });

  it('says when it was last written', async () => {
    utimesSync(path, 1_700_000_000, 1_700_000_000.5);
    const drift = new FileDrift(new GuardedCalls(), later);
    expect((await drift.look(loaded())).modifiedAt).toBe(1_700_000_000.5);
    rmSync(path);
    expect((await drift.look(loaded())).modifiedAt).toBe(0);
  });

  it('is as loaded again after the next load, without being read again', async () => {
    const drift = new FileDrift(new GuardedCalls(), later);
    writeFileSync(path, 'as edited\n');
    expect((await drift.look(loaded())).state).toBe('changed');
    expect((await drift.look({ path, digest: digestOf('as edited\n') })).state).toBe('as-loaded');
  });
});
