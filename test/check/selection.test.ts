import { describe, expect, it } from 'vitest';
import { audits } from '../../src/audits/registry.js';
import { isAtLeast, select } from '../../src/check/selection.js';

describe('a selection', () => {
  it.each([
    [[], ['paths', 'graph', 'ports'], ['port-twice', 'unknown-key', 'script-case']],
    [['ports'], ['ports'], ['port-twice']],
    [['C'], ['ports'], ['port-twice']],
    [['c'], ['ports'], ['port-twice']],
    [
      ['port-twice', 'A'],
      ['paths', 'ports'],
      ['port-twice', 'script-case'],
    ],
    [['startup'], [], ['unknown-key']],
    [['G'], [], ['unknown-key']],
    [['F'], [], []],
  ])('of %j runs the audits %j', (words, names, codes) => {
    const selection = select(words, audits);
    expect(selection.audits.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    const some = ['port-twice', 'unknown-key', 'script-case'].filter((code) => selection.speaksOf(code));
    expect(some.sort()).toEqual([...codes].sort());
  });

  it('leaves out what needs a request, unless it is asked for', () => {
    const names = (words: string[]) => select(words, audits).audits.map(({ name }) => name);
    expect(names([])).not.toContain('adoption');
    expect(select([], audits).speaksOf('adoption-legacy')).toBe(false);
    for (const word of ['adoption', 'D', 'adoption-legacy']) expect(names([word])).toEqual(['adoption']);
  });

  it('runs no audit that cannot find any of it', () => {
    expect(select(['port-twice'], audits).audits.map(({ name }) => name)).toEqual(['ports']);
  });

  it('names the nearest word for an unknown one', () => {
    expect(() => select(['grap'], audits)).toThrow('`grap` is no audit, risk or code, did you mean `graph`?');
  });
});

it.each([
  ['error', 'warning', true],
  ['warning', 'warning', true],
  ['info', 'warning', false],
] as const)('%s is at least %s: %j', (severity, least, expected) => {
  expect(isAtLeast({ severity }, least)).toBe(expected);
});
