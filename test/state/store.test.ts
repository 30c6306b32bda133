import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJson, writeJson } from '../../src/state/store.js';

const NOBODY = 65_534;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetwatch-state-'));
  file = join(folder, 'counts.json');
});
afterEach(() => rm(folder, { recursive: true }));

describe('readJson', () => {
  it.each([
    { what: 'a missing file', text: undefined },
    { what: 'an empty file', text: '' },
    { what: 'half a file', text: '{"a":' },
    { what: 'a file of zeros, as a power cut leaves behind', text: '\0\0\0\0' },
  ])('gives nothing for $what', async ({ text }) => {
    if (text !== undefined) await writeFile(file, text);
    expect(await readJson(file)).toBeUndefined();
  });
});

describe('writeJson', () => {
  it('makes the folder and keeps others out of both', async () => {
    const deep = join(folder, 'var', 'state', 'counts.json');
    await writeJson(deep, { a: [1, 'ä'] });
    expect(await readJson(deep)).toEqual({ a: [1, 'ä'] });
    expect((await stat(deep)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'var', 'state'))).mode & 0o777).toBe(0o700);
  });

  it('leaves nothing but the file behind', async () => {
    await writeJson(file, 'a much longer content than the second one');
    await writeJson(file, 2);
    expect(await readdir(folder)).toEqual(['counts.json']);
    expect(await readFile(file, 'utf8')).toBe('2');
  });

  it('shows a reader the old or the new content, never half of one', async () => {
    const contents = [1, 2].map((digit) => Array.from({ length: 20_000 }, () => digit));
    await writeJson(file, contents[0]);
    let writing = true;
    const writes = (async () => {
      for (let round = 0; round < 30; round++) await writeJson(file, contents[round % 2]);
      writing = false;
    })();
    const seen = new Set<unknown>();
    while (writing) {
      const content = await readJson(file);
      seen.add(Array.isArray(content) && content.length === 20_000 && content.at(-1) === content[0]);
    }
    await writes;
    expect(seen).toEqual(new Set([true]));
  });

  it('keeps the old content and cleans up where the new one cannot be put in place', async () => {
    await mkdir(join(file, 'in the way'), { recursive: true });
    await expect(writeJson(file, 1)).rejects.toMatchObject({ code: 'EISDIR' });
    expect(await readdir(folder)).toEqual(['counts.json']);
  });

  it('rejects where the folder cannot be written', async () => {
    await writeJson(file, 'old');
    await chmod(folder, 0o555);
    // Root is refused nothing, so this runs as a user who is.
    if (process.getuid?.() === 0) process.seteuid?.(NOBODY);
    try {
      await expect(writeJson(file, 'new')).rejects.toMatchObject({ code: 'EACCES' });
    } finally {
      if (process.getuid?.() === 0) process.seteuid?.(0);
      await chmod(folder, 0o755);
    }
    expect(await readJson(file)).toBe('old');
  });
});
