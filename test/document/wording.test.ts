import { expect, test } from 'vitest';
import { nearest } from '../../src/document/nearest.js';
import { formatFindings } from '../../src/document/report.js';
import { compileSchema } from '../../src/document/schema.js';
import { pathName, quoted, shown } from '../../src/document/wording.js';
import type { Finding } from '../../src/finding.js';

const keys = ['port', 'health_check_port', 'required', 'dependencies', 'MainPC', 'PC2'];
test.each([
  ['dependancies', 'dependencies'],
  ['Dependencies', 'dependencies'],
  ['requierd', 'required'],
  ['ports', 'port'],
  ['healthcheck_port', 'health_check_port'],
  ['mainpc', 'MainPC'],
  ['pc1', 'PC2'],
  ['colour', undefined],
  ['', undefined],
  ['p'.repeat(1_000_000), undefined],
])('the nearest known name of %.20s is %s', (name, near) => {
  expect(nearest(name, keys)).toBe(near);
});

test('no known names, no nearest one', () => {
  expect(nearest('port', [])).toBeUndefined();
});

test.each([
  ['plain', 'plain'],
  ['Größe 🛰', 'Größe 🛰'],
  ['\u001b[31mred', '\\u{1b}[31mred'],
  ['two\nlines', 'two\\u{a}lines'],
  ['left\u202eright', 'left\\u{202e}right'],
  ['x'.repeat(100), `${'x'.repeat(60)}…`],
])('%j is shown as %j', (name, text) => {
  expect(shown(name)).toBe(text);
});

test('values are quoted unless they are collections', () => {
  expect([quoted('a"b'), quoted(1.5), quoted(false), quoted(null), quoted([1]), quoted({})]).toEqual([
    '"a"b"',
    '1.5',
    'false',
    undefined,
    undefined,
    undefined,
  ]);
});

test('paths read as in a program', () => {
  expect(pathName(['demo_services', 3, 'dependencies', 0])).toBe('demo_services[3].dependencies[0]');
});

test('a report is sorted by place, three lines a finding', () => {
  const finding = (line: number, message: string): Finding => ({
    code: 'no-agents',
    risk: 'G',
    severity: 'error',
    place: { kind: 'file', file: 'f.yaml', line, column: 3 },
    message,
    why: 'because',
    remedy: 'mend it',
  });
  expect(formatFindings([finding(10, 'second'), finding(9, 'first')])).toBe(
    [
      'f.yaml:9:3: error: first [no-agents, risk G]\n    why: because\n    do:  mend it',
      'f.yaml:10:3: error: second [no-agents, risk G]\n    why: because\n    do:  mend it',
    ].join('\n'),
  );
});

test.each([
  ['refers to itself', { $defs: { a: { items: { $ref: '#/$defs/a' } } }, $ref: '#/$defs/a' }],
  ['refers to nothing', { $ref: '#/$defs/b' }],
  ['refers to another file', { $ref: 'other.json' }],
])('a schema that %s is a fault of the program', (_, schema) => {
  expect(() => compileSchema(schema)).toThrow(/^the schema refers to/);
});
