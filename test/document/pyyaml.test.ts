import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/document/parse.js';

/** What PyYAML 6.0 makes of these scalars, taken from its `safe_load`; dates, which JSON has not, stay text. */
const scalars: [source: string, value: unknown][] = [
  ...['yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word): [string, boolean] => [word, true]),
  ...['no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'OFF'].map((word): [string, boolean] => [word, false]),
  ...['y', 'Y', 'n', 'N', 'yEs', 'tRue', 'nULL', '08200', '0o17', '0b102', '7,200'].map((s): [string, string] => [
    s,
    s,
  ]),
  ...['7.2e3', '1e3', '-.5', '01:30', '12:60', '.', '2025-07-01', '7200-7300'].map((s): [string, string] => [s, s]),
  ...['~', 'null', 'Null', 'NULL', ''].map((word): [string, null] => [word, null]),
  ['7200', 7200],
  ['+7200', 7200],
  ['-7200', -7200],
  ['07200', 3712],
  ['0x1F', 31],
  ['-0x1F', -31],
  ['0b101', 5],
  ['7_200', 7200],
  ['0', 0],
  ['00', 0],
  ['7200.5', 7200.5],
  ['7.2e+3', 7200],
  ['.5', 0.5],
  ['5.', 5],
  ['685.230_15e+03', 685230.15],
  ['.inf', Infinity],
  ['-.inf', -Infinity],
  ['.nan', Number.NaN],
  ['1:30', 90],
  ['-1:30', -90],
  ['1:30.5', 90.5],
  ['"7200"', '7200'],
  ["'yes'", 'yes'],
  ['!!str 7200', '7200'],
  ["!!int '7200'", 7200],
  ['!!bool "yes"', true],
  ['!!binary aGk=', 'aGk='],
];

test.each(scalars)('%j is what PyYAML reads: %j', (source, value) => {
  const document = parseYaml('f', `a: ${source}`, { version: '1.1' });
  expect(document.findings).toEqual([]);
  expect(document.value).toEqual({ a: value });
});

test.each([
  ['yes', 'yes'],
  ['010', 10],
  ['0o17', 15],
  ['1e3', 1000],
])('in YAML 1.2, %j is %j', (source, value) => {
  expect(parseYaml('f', `a: ${source}`, { version: '1.2' }).value).toEqual({ a: value });
});

test('a %YAML line changes nothing, as with PyYAML', () => {
  expect(parseYaml('f', '%YAML 1.2\n---\na: yes\n', { version: '1.1' }).value).toEqual({ a: true });
});

const merges: [what: string, text: string, value: unknown][] = [
  ['own keys outrank merged ones', 'a: &a { x: 1, y: 1 }\nb: { <<: *a, y: 2 }', { x: 1, y: 2 }],
  ['also where they come first', 'a: &a { x: 1, y: 1 }\nb: { y: 2, <<: *a }', { x: 1, y: 2 }],
  ['of a list, the first counts', 'a: &a { x: 1 }\nc: &c { x: 2, z: 2 }\nb: { <<: [*a, *c] }', { x: 1, z: 2 }],
  ['of two, the last counts', 'a: &a { x: 1 }\nc: &c { x: 2 }\nb:\n  <<: *a\n  <<: *c', { x: 2 }],
  ['merged ones may merge', 'a: &a { x: 1 }\nc: &c { <<: *a, y: 1 }\nb: { <<: *c }', { x: 1, y: 1 }],
  ['quoted, it is a key', "b: { '<<': { x: 1 } }", { '<<': { x: 1 } }],
];

test.each(merges)('merge keys: %s', (_, text, value) => {
  const document = parseYaml('f', text, { version: '1.1' });
  expect(document.findings).toEqual([]);
  expect(document.value).toMatchObject({ b: value });
});

const refused: [what: string, text: string, line: number, column: number][] = [
  ['an alias before its anchor', 'a: *b\nb: &b 1', 1, 4],
  ['an anchor set twice', 'a: &a 1\nb: &a 2', 2, 7],
  ['an alias inside of its anchor', 'a: &a\n  b: *a', 2, 6],
  ['a mapping merged into itself', 'a: &a\n  <<: *a', 2, 3],
  ['a merge of text', 'a: { <<: text }', 1, 4],
  ['a list as key', '? [a]\n: 1', 1, 3],
  ['an alias of a list as key', 'a: &a [b]\n*a : 1', 2, 1],
  ['an unknown tag', 'a: !secret b', 1, 4],
  ['a Python object', 'a: !!python/tuple [1]', 1, 4],
  ['a set', 'a: !!set { b }', 1, 4],
];

describe('what PyYAML refuses, or this reader does not know, is a syntax finding', () => {
  test.each(refused)('%s', (_, text, line, column) => {
    const document = parseYaml('f', text, { version: '1.1' });
    expect(document.value).toBeUndefined();
    expect(document.findings).toMatchObject([{ code: 'yaml-syntax', severity: 'error', place: { line, column } }]);
  });
});
