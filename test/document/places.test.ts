import { describe, expect, test } from 'vitest';
import { type Path, parseYaml } from '../../src/document/parse.js';

const text = `# a file
base: &base
  port: 1
  list: &list
    - one
    - { two: 2 }
child:
  <<: *base
  other: *list
  empty:
  "a/b~c": 3
  007: james
  7: seven
`;

const cases: [path: Path, key: string, value: string][] = [
  [[], '2:1', '2:1'],
  [['base'], '2:1', '3:3'],
  [['base', 'port'], '3:3', '3:9'],
  [['base', 'list', 1], '6:7', '6:7'],
  [['base', 'list', 1, 'two'], '6:9', '6:14'],
  [['child', 'port'], '3:3', '3:9'],
  [['child', 'other', 0], '5:7', '5:7'],
  [['child', 'other', 1, 'two'], '6:9', '6:14'],
  [['child', 'empty'], '10:3', '10:3'],
  [['child', 'a/b~c'], '11:3', '11:12'],
  [['child', 7], '12:3', '12:8'],
  [['child', 'nowhere'], '8:3', '8:3'],
  [['child', 'nowhere', 'deeper'], '8:3', '8:3'],
  [['base', 'list', 7], '5:5', '5:5'],
  [['base', 'port', 'deeper'], '3:9', '3:9'],
  [['nowhere'], '2:1', '2:1'],
];

describe('a path leads to its place in the text', () => {
  const document = parseYaml('f', text.replace('  7: seven\n', ''), { version: '1.1' });
  test.each(cases)('%j: key %s, value %s', (path, key, value) => {
    const at = ({ line, column }: { line: number; column: number }) => `${line}:${column}`;
    expect(document.findings).toEqual([]);
    expect(at(document.placeOfKey(path))).toBe(key);
    expect(at(document.placeOfValue(path))).toBe(value);
  });
});

test('a number and a text that JSON writes alike are one key, and a finding', () => {
  expect(parseYaml('f', '7: a\n"7": b\n', { version: '1.1' }).findings).toMatchObject([
    { code: 'duplicate-key', place: { line: 2, column: 1 } },
  ]);
});

test.each([
  ['\r\n', 3, 4],
  ['\n', 3, 4],
])('lines that end in %j', (end, line, column) => {
  const document = parseYaml('f', ['# x', 'a:', 'b: [', '"'].join(end), { version: '1.1' });
  expect(document.value).toBeUndefined();
  const good = parseYaml('f', ['# x', 'a:', 'b: 1', ''].join(end), { version: '1.1' });
  expect(good.placeOfValue(['b'])).toEqual({ kind: 'file', file: 'f', line, column });
});

test('columns count UTF-16 code units', () => {
  expect(parseYaml('f', '{ "🛰": 1 }', { version: '1.1' }).placeOfValue(['🛰']).column).toBe(9);
});

test('`__proto__` is a key like any other', () => {
  const document = parseYaml('f', '__proto__: { polluted: true }\n', { version: '1.1' });
  expect(Object.keys(Object(document.value))).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(document.value)).toBe(Object.prototype);
});
