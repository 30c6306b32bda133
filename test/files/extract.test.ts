import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { extractionStanding, extractValue } from '../../src/files/extract.js';
import { folder } from './folder.js';

function extraction(text: string, key = 'TOKEN') {
  const place = folder();
  const file = join(place, 'startup.yaml');
  writeFileSync(file, text, { mode: 0o640 });
  return { file, key, into: join(place, 'secrets', 'token') };
}

describe('a value that moves into a file of its own', () => {
  it.each([
    ['block', 'a:\n  env_vars:\n    TOKEN: "s p#c"  # why\n    B: 1\n', 's p#c'],
    ['flow', "a: [{ name: x, env_vars: { TOKEN: 'it''s', B: 1 } }]\n", "it's"],
    ['plain', 'TOKEN: abc\n', 'abc'],
    ['with CRLF', 'TOKEN: abc\r\nB: 1\r\n', 'abc'],
  ])('%s', async (_layout, text, value) => {
    const given = extraction(text);
    expect(await extractionStanding(given)).toBe('open');
    expect(await extractValue(given)).toBe('extracted');
    const now = readFileSync(given.file, 'utf8');
    expect(readFileSync(given.into, 'utf8')).toBe(value);
    expect(now).not.toContain(value);
    // Put back, all is as it was: nothing else was touched.
    const written = text.slice(text.indexOf('TOKEN')).match(/^TOKEN: ("[^"]*"|'(?:[^']|'')*'|\w+)/)?.[0] ?? '';
    expect(now.replace(`TOKEN_FILE: ${JSON.stringify(given.into)}`, written)).toBe(text);
    expect(JSON.stringify(parse(now))).toContain('TOKEN_FILE');
    expect([statSync(given.into).mode & 0o777, statSync(given.file).mode & 0o777]).toEqual([0o600, 0o640]);
    expect(await extractionStanding(given)).toBe('done');
    expect(await extractValue(given)).toBe('already');
  });

  it('goes on after it was interrupted between the two files', async () => {
    const given = extraction('TOKEN: abc\n');
    const again = { ...given, into: join(folder(), 'token') };
    writeFileSync(again.into, 'abc', { mode: 0o600 });
    expect(await extractValue(again)).toBe('extracted');
    expect(await extractionStanding(again)).toBe('done');
  });
});

describe('what is refused', () => {
  it.each([
    ['a key that is not there', 'A: 1\n', 'has no key TOKEN'],
    ['a key that is there twice', 'a: { TOKEN: abc }\nb: { TOKEN: abd }\n', 'has the key TOKEN 2 times'],
    ['a block of lines', 'TOKEN: |\n  abc\n  def\n', 'as a block of lines'],
    ['no YAML', 'TOKEN: [abc\n', 'no YAML'],
  ])('%s', async (_what, text, message) => {
    const given = extraction(text);
    const refused = await extractValue(given).catch((error: unknown) => error);
    expect(refused).toMatchObject({ message: expect.stringContaining(message) });
    expect(refused).not.toMatchObject({ message: expect.stringContaining('abc') });
    expect(readFileSync(given.file, 'utf8')).toBe(text);
    expect(existsSync(given.into)).toBe(false);
  });

  it('a file with another value', async () => {
    const given = extraction('TOKEN: abc\n');
    const taken = { ...given, into: join(folder(), 'token') };
    writeFileSync(taken.into, 'other');
    await expect(extractValue(taken)).rejects.toThrow('holds another value');
    expect(readFileSync(given.file, 'utf8')).toBe('TOKEN: abc\n');
  });

  it('to call it done while others may read the value', async () => {
    const given = extraction('TOKEN: abc\n');
    await extractValue(given);
    writeFileSync(join(folder(), 'x'), '');
    expect(await extractionStanding({ ...given, into: join(folder(), 'elsewhere') })).toBe('neither');
  });
});
