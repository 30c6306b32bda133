import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patchFile, readPatch, standingOf } from '../../src/files/patch.js';
import { folder } from './folder.js';

const before = 'one\ntwo\nthree\nfour\nfive\n';
const after = 'one\ntwo\nTHREE\nfour\nfive\n';
const diff = `--- a/f
+++ b/f
@@ -2,3 +2,3 @@
 two
-three
+THREE
 four
`;
const making = `--- /dev/null
+++ b/f
@@ -0,0 +1,2 @@
+one
+two
`;

function file(text: string | undefined): string {
  const path = join(folder(), 'f');
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

const forward = readPatch(diff, false);

describe('how a patch and a file stand to each other', () => {
  it.each([
    ['fits', before, diff],
    ['applied', after, diff],
    ['does-not-fit', 'one\ntwo\n3\nfour\n', diff],
    ['does-not-fit', undefined, diff],
    // Found some lines off, but never with other context.
    ['fits', `zero\nzero\nzero\n${before}`, diff],
    ['does-not-fit', before.replace('four', 'Four'), diff],
    ['fits', undefined, making],
    ['applied', 'one\ntwo\n', making],
    ['does-not-fit', 'one\ntwo\nthree\n', making],
    // What is applied is not applied a second time, where the old text stands somewhere else too.
    ['applied', `${after}${before}`, diff],
  ] as const)('%s: %j', async (kind, text, patch) => {
    expect((await standingOf(file(text), readPatch(patch, false))).kind).toBe(kind);
  });
});

describe('a patch', () => {
  it('is applied once, and keeps the mode', async () => {
    const path = file(before);
    chmodSync(path, 0o750);
    expect(await patchFile(path, forward)).toBe('patched');
    expect(await patchFile(path, forward)).toBe('already');
    expect(readFileSync(path, 'utf8')).toBe(after);
    expect(statSync(path).mode & 0o777).toBe(0o750);
  });

  it('is taken back', async () => {
    const path = file(after);
    expect(await patchFile(path, readPatch(diff, true))).toBe('patched');
    expect(await patchFile(path, readPatch(diff, true))).toBe('already');
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('makes a file, and takes it away', async () => {
    const path = file(undefined);
    await patchFile(path, readPatch(making, false));
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
    await patchFile(path, readPatch(making, true));
    expect(existsSync(path)).toBe(false);
  });

  it('leaves a file alone that it does not fit', async () => {
    const path = file('something else\n');
    await expect(patchFile(path, forward)).rejects.toThrow('does not fit');
    expect(readFileSync(path, 'utf8')).toBe('something else\n');
  });

  it('is taken back to the same bytes, whatever the texts', async () => {
    const lines = fc
      .array(fc.stringMatching(/^[a-c ]{0,3}$/), { maxLength: 12 })
      .map((all) => all.map((l) => `${l}\n`).join(''));
    await fc.assert(
      fc.asyncProperty(lines, lines, async (one, other) => {
        const text = createTwoFilesPatch('a/f', 'b/f', `top\n${one}`, `top\n${other}`, undefined, undefined, {
          context: 30,
        });
        fc.pre(one !== other);
        const path = file(`top\n${one}`);
        await patchFile(path, readPatch(text, false));
        expect(readFileSync(path, 'utf8')).toBe(`top\n${other}`);
        await patchFile(path, readPatch(text, true));
        expect(readFileSync(path, 'utf8')).toBe(`top\n${one}`);
      }),
      // What follows the last line feed is no empty line.
      { examples: [['\n\n', '\n']], numRuns: 300 },
    );
  });
});

describe('what is refused', () => {
  it.each([
    ['nothing', '', 'expected a unified diff of one file'],
    ['prose', 'hello', 'expected a unified diff of one file'],
    ['two files', diff + diff.replaceAll('/f', '/g'), 'expected a unified diff of one file'],
    ['a hunk that breaks off', diff.replace(' four\n', ''), 'not a unified diff'],
    ['a place without context', '--- a/f\n+++ b/f\n@@ -3 +3 @@\n-three\n+THREE\n', 'no line of context'],
  ])('%s', (_what, text, message) => {
    expect(() => readPatch(text, false)).toThrow(message);
  });

  it('a symbolic link', async () => {
    const path = join(folder(), 'link');
    symlinkSync(file(before), path);
    await expect(patchFile(path, forward)).rejects.toThrow('is a symbolic link');
  });

  it('bytes that are no UTF-8', async () => {
    const path = join(folder(), 'f');
    writeFileSync(path, Buffer.from([0x74, 0xff, 0x0a]));
    await expect(patchFile(path, forward)).rejects.toThrow('is not UTF-8');
  });
});
