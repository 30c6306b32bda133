import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extractCommand, keepCommand, patchCommand, restoreCommand, sameCommand } from '../../src/cli/files.js';

let folder: string;
let file: string;
let kept: string;
let printed: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
  file = join(folder, 'f');
  kept = join(folder, 'kept');
  printed = [];
  writeFileSync(file, 'one\ntwo\n');
});

afterEach(() => rmSync(folder, { recursive: true }));

const around = {
  write: (text: string) => void printed.push(text),
  problem: (line: string) => void printed.push(`fleetwatch: ${line}\n`),
};

const text = '--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n one\n-two\n+TWO\n';
const how = { reverse: false, check: false, fits: false };

describe('fleetwatch files', () => {
  it('keeps, patches, says what differs, and restores', async () => {
    const keeping = { files: [file], in: kept, only: 'all' as const };
    expect(await keepCommand({ ...keeping, check: true }, around)).toBe(1);
    expect(await sameCommand(keeping, around)).toBe(2);
    expect(await keepCommand(keeping, around)).toBe(0);
    expect(await keepCommand({ ...keeping, check: true }, around)).toBe(0);
    expect(await sameCommand(keeping, around)).toBe(0);
    expect(await patchCommand({ ...how, file, text }, around)).toBe(0);
    expect(await sameCommand({ files: [], in: kept, only: 'all' }, around)).toBe(1);
    expect(await keepCommand(keeping, around)).toBe(2);
    expect(await restoreCommand({ files: [], in: kept, only: 'all' }, around)).toBe(0);
    expect(await sameCommand(keeping, around)).toBe(0);
    expect(printed).toEqual([
      `${file}: not kept\n`,
      `fleetwatch: ${file} was not kept in ${kept}\n`,
      `${file}: kept\n`,
      `${file}: patched\n`,
      `${file}: not as it was kept\n`,
      `fleetwatch: ${file} has changed since it was kept in ${kept}; the kept copy stays\n`,
      `${file}: put back\n`,
    ]);
  });

  it('says all of it to programs, also what was done before it was refused', async () => {
    const keeping = { files: [file], in: kept, only: 'all' as const, json: true };
    const said = () => printed.splice(0).map((line) => (line.startsWith('{') ? JSON.parse(line).files : line));
    await keepCommand({ ...keeping, check: true }, around);
    await keepCommand(keeping, around);
    await patchCommand({ ...how, file, text, json: true }, around);
    await sameCommand(keeping, around);
    await restoreCommand(keeping, around);
    await sameCommand(keeping, around);
    expect(said()).toEqual(
      ['not-kept', 'kept', 'patched', 'not-as-kept', 'restored', 'as-kept'].map((standing) => [{ file, standing }]),
    );
    const outside = join(kept, 'within');
    expect(await keepCommand({ ...keeping, files: [file, outside] }, around)).toBe(2);
    expect(said()).toEqual([
      [{ file, standing: 'kept-already' }],
      `fleetwatch: ${outside} lies in the folder of kept files itself\n`,
    ]);
    writeFileSync(file, 'env_vars: { TOKEN: not-for-anybody }\n');
    await extractCommand({ file, key: 'TOKEN', into: join(folder, 'token'), check: false, json: true }, around);
    expect(said()).toEqual([[{ file, key: 'TOKEN', standing: 'moved' }]]);
  });

  it.each([
    ['not applied', 'one\ntwo\n', { check: 1, fits: 0, reversed: 0 }],
    ['applied', 'one\nTWO\n', { check: 0, fits: 0, reversed: 1 }],
    ['of something else', 'three\n', { check: 2, fits: 1, reversed: 2 }],
  ])('patch says by its exit code how things stand: %s', async (_what, content, codes) => {
    writeFileSync(file, content);
    expect({
      check: await patchCommand({ ...how, file, text, check: true }, around),
      fits: await patchCommand({ ...how, file, text, fits: true }, around),
      reversed: await patchCommand({ ...how, file, text, reverse: true, check: true }, around),
    }).toEqual(codes);
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('patch takes a file as well as text, one of them', async () => {
    const patch = join(folder, 'p');
    writeFileSync(patch, text);
    expect(await patchCommand({ ...how, file, patch }, around)).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('one\nTWO\n');
    expect(await patchCommand({ ...how, file, patch, text }, around)).toBe(2);
    expect(await patchCommand({ ...how, file }, around)).toBe(2);
    expect(await patchCommand({ ...how, file, patch: join(folder, 'none') }, around)).toBe(2);
  });

  it('restore refuses where nothing was kept', async () => {
    expect(await restoreCommand({ files: [], in: kept, only: 'all' }, around)).toBe(2);
    expect(printed).toEqual([`fleetwatch: nothing is kept in ${kept}\n`]);
  });

  it('extract prints no value', async () => {
    writeFileSync(file, 'env_vars: { TOKEN: not-for-anybody }\n');
    const given = { file, key: 'TOKEN', into: join(folder, 'token'), check: false };
    expect(await extractCommand({ ...given, check: true }, around)).toBe(1);
    expect(await extractCommand(given, around)).toBe(0);
    expect(await extractCommand({ ...given, check: true }, around)).toBe(0);
    expect(await extractCommand({ ...given, key: 'OTHER' }, around)).toBe(2);
    expect(printed.join('')).not.toContain('not-for-anybody');
  });
});
