import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filled, namesIn, piecesOf } from '../../src/runbooks/placeholders.js';

const values = new Map([
  ['agent', 'Planner'],
  ['project_root', '/srv/fleet'],
]);

describe('a template', () => {
  it.each([
    ['', '', []],
    ['{agent}', 'Planner', ['agent']],
    ['{project_root}/{agent}.py', '/srv/fleet/Planner.py', ['project_root', 'agent']],
    ['{{agent}', '{agent}', []],
    ['{{{agent}', '{Planner', ['agent']],
    ['{"a": {agent}}', '{"a": Planner}', ['agent']],
    ['{ agent }', '{ agent }', []],
    ['{Agent} {}', '{Agent} {}', []],
    ['$agent {agent', '$agent {agent', []],
  ])('%j is %j with its values', (template, text, names) => {
    expect(filled(template, values)).toBe(text);
    expect(namesIn(template)).toStrictEqual(names);
  });

  it('is not filled without a value', () => {
    expect(() => filled('{machine}', values)).toThrow('nobody has given a value for {machine}');
  });

  it('does not look through what it was filled with', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(filled('a{agent}b', new Map([['agent', value]]))).toBe(`a${value}b`);
      }),
    );
  });

  it('says any text, once its braces are doubled', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const template = text.replaceAll('{', '{{');
        expect(filled(template, new Map())).toBe(text);
        expect(piecesOf(template).every(({ kind }) => kind === 'text')).toBe(true);
      }),
    );
  });
});
