import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NotReplaced, replaceFile } from '../../src/migrate/replaceFile.js';

/** 2026-11-22T10:18:49.507Z in milliseconds. */
const now = Date.UTC(2026, 10, 22, 10, 18, 49, 507);

async function fileOf(text: string): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'fleetwatch-migrate-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'startup.yaml');
  await writeFile(file, text);
  return { folder, file };
}

describe('replacing a file', () => {
  it('leaves the new text, the former one as a backup, and nothing else', async () => {
    const { folder, file } = await fileOf('old\n');
    expect(await replaceFile(file, 'old\n', 'new\n', now)).toBe(`${file}.20261122T101849Z.bak`);
    expect(await readFile(file, 'utf8')).toBe('new\n');
    expect(await readFile(`${file}.20261122T101849Z.bak`, 'utf8')).toBe('old\n');
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('keeps the mode, also for the backup', async () => {
    const { file } = await fileOf('old\n');
    await chmod(file, 0o640);
    const backup = await replaceFile(file, 'old\n', 'new\n', now);
    expect([(await stat(file)).mode & 0o7777, (await stat(backup)).mode & 0o7777]).toEqual([0o640, 0o640]);
  });

  it('puts no backup in the place of another', async () => {
    const { file } = await fileOf('one');
    await replaceFile(file, 'one', 'two', now);
    expect(await replaceFile(file, 'two', 'three', now)).toBe(`${file}.20261122T101849Z-2.bak`);
    expect(await readFile(`${file}.20261122T101849Z.bak`, 'utf8')).toBe('one');
    expect(await readFile(`${file}.20261122T101849Z-2.bak`, 'utf8')).toBe('two');
  });

  it('replaces what a symbolic link leads to, and keeps the link', async () => {
    const { folder, file } = await fileOf('old');
    const link = join(folder, 'link.yaml');
    await symlink('startup.yaml', link);
    expect(await replaceFile(link, 'old', 'new', now)).toBe(`${file}.20261122T101849Z.bak`);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(file, 'utf8')).toBe('new');
  });

  it('keeps a byte order mark', async () => {
    const { file } = await fileOf('\ufeffold');
    await replaceFile(file, 'old', 'new', now);
    expect(await readFile(file, 'utf8')).toBe('\ufeffnew');
  });

  it('replaces nothing that somebody else has changed', async () => {
    const { folder, file } = await fileOf('theirs');
    await expect(replaceFile(file, 'old', 'new', now)).rejects.toThrow('somebody else has changed it meanwhile');
    expect(await readFile(file, 'utf8')).toBe('theirs');
    expect(await readdir(folder)).toEqual(['startup.yaml']);
  });

  it('says why a file could not be replaced', async () => {
    const { file } = await fileOf('old');
    await rm(file);
    await expect(replaceFile(file, 'old', 'new', now)).rejects.toMatchObject({
      name: 'NotReplaced',
      cause: { code: 'ENOENT' },
    });
    await expect(replaceFile(file, 'old', 'new', now)).rejects.toBeInstanceOf(NotReplaced);
  });
});
