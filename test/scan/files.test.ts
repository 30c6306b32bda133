import { execFileSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createScanner } from '../../src/leaks/scanner.js';
import { type Fill, TextScan } from '../../src/scan/text.js';
import { assignment, password, token } from '../redaction/secrets.js';
import { Place } from './scanning.js';

let place: Place;
afterEach(() => place.remove());

async function at(files: Readonly<Record<string, string | Buffer>>): Promise<Place> {
  place = await Place.make(files);
  return place;
}

describe('where a leak stands', () => {
  it.each([
    ['in the first line', `${token}\n`, 'a.env:1:1 github-token'],
    ['behind other lines', `x: 1\r\n\n  key: ${token}\n`, 'a.env:3:8 github-token'],
    ['behind letters of two, three and four bytes', `é€😀 ${token}`, 'a.env:1:6 github-token'],
    ['as a value', `${assignment}\n`, 'a.env:1:13 password'],
    ['far into a long file', `${'a line of no interest\n'.repeat(60_000)}é${token}\n`, 'a.env:60001:2 github-token'],
    ['far into a long line', `${'x '.repeat(500_000)}${token}\n`, 'a.env:1:1000001 github-token'],
  ])('%s', async (_where, text, expected) => {
    expect(await (await at({ 'a.env': text })).leaks()).toStrictEqual([expected]);
  });
});

describe('what is looked through', () => {
  it('is all text below a folder, but version control, caches and installed packages', async () => {
    const scene = await at({
      'src/main.ts': token,
      'notes.md': token,
      'no-ending': token,
      '.env': token,
      'deep/er/still.txt': token,
      '.git/config': token,
      'node_modules/x/index.js': token,
      'deep/.venv/lib/x.py': token,
      'dist/.tsbuildinfo': token,
      'dist/bundle.js': token,
      // Ignored by git, as files with credentials are.
      '.gitignore': '.env\ndist/\n',
    });
    const files = (await scene.leaks()).map((leak) => leak.split(':')[0]);
    expect(files).toStrictEqual([
      '.env',
      'deep/er/still.txt',
      'dist/bundle.js',
      'no-ending',
      'notes.md',
      'src/main.ts',
    ]);
  });

  it('is what globs say, and what is named itself', async () => {
    const scene = await at({ 'a.yaml': token, 'b.md': token, 'old/c.yaml': token, '.git/config': token });
    expect(await scene.leaks({ include: ['**/*.yaml'], exclude: ['old/**'] })).toStrictEqual([
      'a.yaml:1:1 github-token',
    ]);
    const named = { paths: [scene.path('.git/config')], include: ['**/*.yaml'] };
    expect(await scene.leaks(named)).toStrictEqual(['.git/config:1:1 github-token']);
  });

  it('is looked through once, however often it is named', async () => {
    const scene = await at({ 'a.env': token });
    const paths = [scene.path('a.env'), scene.folder, `${scene.folder}/../${scene.folder.split('/').at(-1)}`];
    expect(await scene.leaks({ paths })).toHaveLength(1);
  });

  it('is no binary file, which is counted', async () => {
    const scene = await at({ 'a.bin': Buffer.from(`\0${token}`), 'b.txt': 'x' });
    expect(await scene.scan()).toMatchObject({
      code: 0,
      output: expect.stringContaining('not looked through: 1 binary file'),
    });
  });

  it('is nothing behind a symbolic link below a folder', async () => {
    const scene = await at({ 'real/a.env': token });
    await symlink('real/a.env', scene.path('link.env'));
    await symlink('..', scene.path('real/loop'));
    expect(await scene.leaks()).toStrictEqual(['real/a.env:1:1 github-token']);
  });

  it('is what is piped in', async () => {
    const scene = await at({});
    const { code, output } = await scene.scan({ stdin: true }, undefined, `one\n${assignment}\n`);
    expect(code).toBe(1);
    expect(output).toMatch(/^<stdin>:2:13: warning: .*`password`/);
    expect(output).not.toContain(password);
  });
});

describe('what cannot be looked through', () => {
  it('makes the command fail where it was named itself', async () => {
    const scene = await at({ 'a.env': token });
    const { code, output } = await scene.scan({ paths: [scene.path('gone.env'), scene.path('a.env')] });
    expect(code).toBe(2);
    expect(output).toContain('gone.env:1:1: error: not looked through: there is no such file or folder');
    expect(output).toContain('a.env:1:1');
  });

  it('is no reason to wait', async () => {
    const scene = await at({});
    execFileSync('mkfifo', [scene.path('pipe')]);
    expect((await scene.scan({ paths: [scene.path('pipe')] })).output).toContain('it is not a regular file');
    expect((await scene.scan()).code).toBe(0);
  });
});

it('finds the same in whatever pieces a text comes', async () => {
  await at({});
  const scanner = createScanner();
  const pieces = fc.constantFrom(
    token,
    assignment,
    `nats://u:${password}@h:1`,
    '\n',
    ' plain words ',
    'é€😀',
    '"',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 400 }), fc.integer({ min: 1, max: 5000 }), (parts, piece) => {
      const text = Buffer.from(parts.join(' '));
      const whole = new TextScan(scanner, () => '', 1024 * 1024).all(filling(text));
      expect(new TextScan(scanner, () => '', piece).all(filling(text))).toStrictEqual(whole);
    }),
    { numRuns: 50 },
  );
});

function filling(text: Buffer): Fill {
  let rest = text;
  return (into) => {
    const count = rest.copy(into);
    rest = rest.subarray(count);
    return count;
  };
}
