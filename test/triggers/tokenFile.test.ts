import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TokenFile } from '../../src/triggers/tokenFile.js';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetwatch-token-'));
  file = join(folder, 'token');
});
afterAll(() => rm(folder, { recursive: true }));

describe('the token', () => {
  const headers: [header: string | undefined, admission: string][] = [
    ['Bearer made-up-token', 'admitted'],
    ['bearer   made-up-token', 'admitted'],
    [undefined, 'refused'],
    ['', 'refused'],
    ['Bearer', 'refused'],
    ['Bearer ', 'refused'],
    ['Bearer made-up-toke', 'refused'],
    ['Bearer made-up-token2', 'refused'],
    ['Bearer Made-up-token', 'refused'],
    ['Bearer made-up-token, Bearer x', 'refused'],
    ['Basic made-up-token', 'refused'],
    ['made-up-token', 'refused'],
    [`Bearer ${'x'.repeat(16_000)}`, 'refused'],
  ];
  it.each(headers)('lets in who has it: %s', async (header, admission) => {
    await writeFile(file, 'made-up-token\n');
    expect(await new TokenFile(file).admits(header)).toBe(admission);
  });

  it('is read again when the file changes', async () => {
    await writeFile(file, 'first');
    const token = new TokenFile(file);
    expect(await token.admits('Bearer first')).toBe('admitted');
    await writeFile(`${file}.new`, 'other');
    await rename(`${file}.new`, file);
    expect(await token.admits('Bearer first')).toBe('refused');
    expect(await token.admits('Bearer other')).toBe('admitted');
    await rm(file);
    expect(await token.admits('Bearer other')).toBe('refused');
    await writeFile(file, 'other');
    expect(await token.admits('Bearer other')).toBe('admitted');
  });

  const none: [what: string, content: string][] = [
    ['empty', ''],
    ['blank', ' \n'],
    ['too long', 'x'.repeat(5000)],
  ];
  it.each(none)('of a file that is %s lets nobody in', async (_what, content) => {
    await writeFile(file, content);
    const token = new TokenFile(file);
    for (const given of [undefined, 'Bearer ', `Bearer ${content.trim()}`]) {
      expect(await token.admits(given)).toBe('refused');
    }
  });

  it('that is not configured lets nobody in', async () => {
    expect(await new TokenFile(undefined).admits('Bearer x')).toBe('unset');
  });
});
