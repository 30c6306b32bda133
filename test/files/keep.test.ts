import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestFile } from '../../src/files/content.js';
import { keepFile } from '../../src/files/keep.js';
import { allKept, readKept } from '../../src/files/kept.js';
import { FilesRefused } from '../../src/files/refused.js';
import { isAsKept, restoreFile } from '../../src/files/restore.js';
import { folder } from './folder.js';

async function restoreAll(kept: string): Promise<string[]> {
  const results: string[] = [];
  for (const one of await allKept(kept)) results.push(await restoreFile(one));
  return results;
}

describe('a kept file', () => {
  it('comes back byte by byte, with mode and time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2000 }),
        fc.uint8Array({ maxLength: 2000 }),
        fc.integer({ min: 0, max: 0o777 }).map((mode) => mode | 0o400),
        async (before, after, mode) => {
          const [place, kept] = [folder(), folder()];
          const file = join(place, 'a');
          writeFileSync(file, before);
          chmodSync(file, mode);
          utimesSync(file, 1_700_000_000.25, 1_700_000_000.25);
          await keepFile(file, kept);
          rmSync(file);
          writeFileSync(file, after, { mode: 0o600 });
          await restoreAll(kept);
          const { mode: nowMode, mtimeMs } = statSync(file);
          expect(readFileSync(file).equals(Buffer.from(before))).toBe(true);
          expect({ mode: nowMode & 0o7777 }).toEqual({ mode });
          // A file that is as it was kept is not written again, so its time is that of somebody else's writing.
          if (!Buffer.from(before).equals(Buffer.from(after)) || mode !== 0o600)
            expect(mtimeMs).toBe(1_700_000_000_250);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('comes back also where it was deleted with its folder', async () => {
    const [place, kept] = [folder(), folder()];
    mkdirSync(join(place, 'deep/er'), { recursive: true });
    writeFileSync(join(place, 'deep/er/a'), 'text');
    await keepFile(join(place, 'deep/er/a'), kept);
    rmSync(join(place, 'deep'), { recursive: true });
    expect(await restoreAll(kept)).toEqual(['restored']);
    expect(readFileSync(join(place, 'deep/er/a'), 'utf8')).toBe('text');
  });

  it('that was absent goes, with the folders made for it', async () => {
    const [place, kept] = [folder(), folder()];
    const file = join(place, 'new/deeper/a');
    await keepFile(file, kept);
    mkdirSync(join(place, 'new/deeper'), { recursive: true });
    writeFileSync(file, 'text');
    expect(await restoreAll(kept)).toEqual(['restored']);
    expect(existsSync(join(place, 'new'))).toBe(false);
  });

  it('that was absent leaves folders that somebody else uses', async () => {
    const [place, kept] = [folder(), folder()];
    await keepFile(join(place, 'new/a'), kept);
    mkdirSync(join(place, 'new'));
    writeFileSync(join(place, 'new/a'), '');
    writeFileSync(join(place, 'new/b'), '');
    await restoreAll(kept);
    expect(existsSync(join(place, 'new/b'))).toBe(true);
  });

  it('is told from one that changed', async () => {
    const [place, kept] = [folder(), folder()];
    const file = join(place, 'a');
    writeFileSync(file, 'text', { mode: 0o644 });
    await keepFile(file, kept);
    const one = await readKept(kept, file);
    if (one === undefined) throw new Error('nothing was kept');
    expect(await isAsKept(one)).toBe(true);
    chmodSync(file, 0o600);
    expect(await isAsKept(one)).toBe(false);
    chmodSync(file, 0o644);
    writeFileSync(file, 'Text');
    expect(await isAsKept(one)).toBe(false);
  });

  it.each([
    ['all', { text: 'text', mode: 0o644 }],
    ['bytes', { text: 'text', mode: 0o600 }],
    ['mode', { text: 'other', mode: 0o644 }],
  ] as const)('has a part of it put back: %s', async (part, expected) => {
    const [place, kept] = [folder(), folder()];
    const file = join(place, 'a');
    writeFileSync(file, 'text', { mode: 0o644 });
    await keepFile(file, kept);
    writeFileSync(file, 'other');
    chmodSync(file, 0o600);
    const [one] = await allKept(kept);
    if (one === undefined) throw new Error('nothing was kept');
    expect(await isAsKept(one, part)).toBe(false);
    await restoreFile(one, part);
    expect(await isAsKept(one, part)).toBe(true);
    expect({ text: readFileSync(file, 'utf8'), mode: statSync(file).mode & 0o777 }).toEqual(expected);
  });

  it('is kept once: a second copy of something else is refused', async () => {
    const [place, kept] = [folder(), folder()];
    const file = join(place, 'a');
    writeFileSync(file, 'text');
    expect(await keepFile(file, kept)).toBe('kept');
    expect(await keepFile(file, kept)).toBe('as-kept');
    writeFileSync(file, 'other');
    await expect(keepFile(file, kept)).rejects.toThrow('has changed since it was kept');
    await restoreAll(kept);
    expect(readFileSync(file, 'utf8')).toBe('text');
  });

  it('is not restored from a copy that somebody has altered', async () => {
    const [place, kept] = [folder(), folder()];
    const file = join(place, 'a');
    writeFileSync(file, 'text');
    await keepFile(file, kept);
    const [copy = ''] = execFileSync('find', [kept, '-name', '*.bytes'], { encoding: 'utf8' }).split('\n');
    writeFileSync(copy, 'text!');
    await expect(allKept(kept)).rejects.toThrow('is not what was kept');
  });

  it('lies in a folder for its owner alone', async () => {
    const place = folder();
    writeFileSync(join(place, 'a'), 'text', { mode: 0o644 });
    await keepFile(join(place, 'a'), join(place, 'kept'));
    expect(statSync(join(place, 'kept')).mode & 0o777).toBe(0o700);
    const [copy = ''] = execFileSync('find', [join(place, 'kept'), '-name', '*.bytes'], { encoding: 'utf8' }).split(
      '\n',
    );
    expect(statSync(copy).mode & 0o777).toBe(0o600);
  });
});

describe('what is not kept', () => {
  it.each([
    ['a symbolic link', (file: string) => symlinkSync('/etc/hostname', file), 'is a symbolic link'],
    ['a broken symbolic link', (file: string) => symlinkSync('nowhere', file), 'is a symbolic link'],
    ['a folder', (file: string) => mkdirSync(file), 'is no regular file'],
    ['a named pipe', (file: string) => execFileSync('mkfifo', [file]), 'is no regular file'],
    [
      'a file that is too large',
      (file: string) => {
        writeFileSync(file, '');
        truncateSync(file, largestFile + 1);
      },
      'has more than',
    ],
  ])('%s', async (_what, make, message) => {
    const file = join(folder(), 'a');
    make(file);
    const refused = keepFile(file, folder());
    await expect(refused).rejects.toThrow(FilesRefused);
    await expect(refused).rejects.toThrow(message);
  });

  it('the kept files themselves', async () => {
    const kept = folder();
    await expect(keepFile(join(kept, 'a'), kept)).rejects.toThrow('in the folder of kept files');
  });
});
