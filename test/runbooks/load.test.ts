import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRunbook, loadRunbooks, runbookFile } from '../../src/runbooks/load.js';
import { goodRunbook } from './goodRunbook.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runbooks-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A runbook of this id, with other values for some of its keys. */
async function put(id: string, changes: Readonly<Record<string, string>> = {}, name = `${id}.yaml`): Promise<string> {
  const all: Record<string, string> = { id, conflicts: '[]', ...changes };
  const text = Object.entries(all).reduce(
    (so, [key, value]) => so.replace(new RegExp(`^${key}: .*$`, 'm'), () => `${key}: ${value}`),
    goodRunbook,
  );
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

/** The ids that can be used, and what is said of the others. */
async function loaded(folders: readonly string[] = [folder]): Promise<{ ids: string[]; said: string[] }> {
  const { runbooks, findings } = await loadRunbooks(folders);
  return { ids: runbooks.map(({ id }) => id), said: findings.map(({ code, message }) => `${code}: ${message}`) };
}

describe('a folder of runbooks', () => {
  it('holds every *.yaml, in the order of the alphabet', async () => {
    await Promise.all([put('second'), put('first', { dependencies: '[second]' })]);
    await writeFile(join(folder, 'README.md'), '# no runbook');
    await mkdir(join(folder, 'drafts'));
    expect(await loaded()).toStrictEqual({ ids: ['first', 'second'], said: [] });
  });

  it('that is not there is said', async () => {
    expect(await loaded([join(folder, 'none')])).toMatchObject({
      ids: [],
      said: [expect.stringMatching(/^file-unreadable: cannot read the folder of runbooks: ENOENT$/)],
    });
  });

  it('gives those that can be used, beside one that cannot', async () => {
    await Promise.all([put('sound'), put('broken', { impact: '11' })]);
    expect(await loaded()).toStrictEqual({
      ids: ['sound'],
      said: [expect.stringMatching(/^out-of-range: `impact`/)],
    });
  });

  it('may be two: one id twice is refused, and the one before stands', async () => {
    await put('same');
    const own = join(folder, 'own');
    await mkdir(own);
    await writeFile(join(own, 'same.yaml'), goodRunbook.replace('id: every-key', 'id: same').replace('[risk-b]', '[]'));
    const { runbooks, findings } = await loadRunbooks([folder, own]);
    expect(runbooks.map(({ file }) => file)).toStrictEqual([join(folder, 'same.yaml')]);
    expect(findings).toMatchObject([{ code: 'runbook-twice', place: { file: join(own, 'same.yaml') } }]);
  });
});

describe('runbooks beside each other', () => {
  it.each([
    ['dependencies', 'a runbook that there is not', 'seconds', '`seconds`, did you mean `second`?'],
    ['conflicts', 'one that there is not', 'nothing-like-it', '`nothing-like-it`'],
  ])('may not name as %s %s', async (key, _what, id, named) => {
    await Promise.all([put('first', { [key]: `[${id}]` }), put('second')]);
    expect(await loaded()).toStrictEqual({ ids: ['second'], said: [`runbook-unknown: there is no runbook ${named}`] });
  });

  it('may name one that has errors of its own: that is said once', async () => {
    await Promise.all([put('first', { dependencies: '[second]' }), put('second', { risk: 'Z' })]);
    expect((await loaded()).said).toStrictEqual([expect.stringMatching(/^invalid-value: /)]);
  });

  it('may not depend on each other in a circle, which is named', async () => {
    await Promise.all([
      put('one', { dependencies: '[two]' }),
      put('two', { dependencies: '[three]' }),
      put('three', { dependencies: '[one]' }),
    ]);
    expect((await loaded()).said).toStrictEqual([
      'runbook-cycle: dependencies go in a circle: one -> two -> three -> one',
    ]);
  });

  it('may not depend on themselves', async () => {
    await put('self', { dependencies: '[self]' });
    expect((await loaded()).said).toStrictEqual(['runbook-cycle: dependencies go in a circle: self -> self']);
  });

  it('may not mend one risk as a whole twice', async () => {
    await Promise.all([put('first', { kind: 'risk' }), put('second', { kind: 'risk' }), put('third')]);
    expect(await loaded()).toStrictEqual({
      ids: ['first', 'third'],
      said: ['runbook-twice: `first` mends risk A as a whole already'],
    });
  });
});

describe('one runbook', () => {
  it('is found by its id, and by its file', async () => {
    const file = await put('first');
    for (const name of ['first', file]) {
      expect(await loadRunbook(name, [folder])).toMatchObject({ runbook: { id: 'first', file }, findings: [] });
    }
    expect(await runbookFile('first', folder)).toBe(file);
    expect(await runbookFile('other', folder)).toBeUndefined();
  });

  it('may be a draft that stands in for one of the folder', async () => {
    await put('first');
    await mkdir(join(folder, 'drafts'));
    const draft = await put('first', { impact: '3' }, 'drafts/first.yaml');
    expect(await loadRunbook(draft, [folder])).toMatchObject({ runbook: { impact: 3, file: draft }, findings: [] });
  });

  it('that there is not is said, with the name that was meant', async () => {
    await put('first');
    const { runbook, findings } = await loadRunbook('frist', [folder]);
    expect(runbook).toBeUndefined();
    expect(findings).toMatchObject([{ message: 'there is no runbook `frist`' }]);
    expect((await loadRunbook('firsts', [folder])).findings[0]?.message).toContain('did you mean `first`?');
  });

  it('with errors is none', async () => {
    await put('first', { impact: '0' });
    expect(await loadRunbook('first', [folder])).toMatchObject({ findings: [{ code: 'out-of-range' }] });
    expect((await loadRunbook('first', [folder])).runbook).toBeUndefined();
  });

  it.each(['../first', '/etc/passwd', 'first\n', '', 'a'.repeat(10_000)])('is not found as %j', async (name) => {
    await put('first');
    expect((await loadRunbook(name, [folder])).runbook).toBeUndefined();
  });
});
