// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references as start-up files write them
import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/document/parse.js';
import { expand, type Variables } from '../../src/fleet/expand.js';
import { evaluateSum } from '../../src/fleet/portArithmetic.js';

const variables: Variables = { SET: 'value', EMPTY: '', OFFSET: '100', MINUS: '-100', ABSENT: undefined };

const texts: [text: string, expanded: string][] = [
  ['${SET}', 'value'],
  ['a/${SET}/b/${SET}', 'a/value/b/value'],
  ['${SET:-default}', 'value'],
  ['${UNSET:-default}', 'default'],
  ['${EMPTY:-default}', 'default'],
  ['${ABSENT:-default}', 'default'],
  ['${UNSET:-}', ''],
  ['${UNSET:-redis://host:6379/0}', 'redis://host:6379/0'],
  ['${EMPTY}', ''],
  ['${UNSET}', ''],
  ['${constructor}', ''],
  ['$SET', '$SET'],
  ['${1}', '${1}'],
  ['${SET', '${SET'],
  ['${SET-default}', '${SET-default}'],
  ['${OFFSET}+7200', '100+7200'],
];

const ports: [text: string, expanded: number | string][] = [
  ['${OFFSET}+7200', 7300],
  ['${OFFSET} + 7200', 7300],
  ['7200+${OFFSET}', 7300],
  ['7200 - ${OFFSET}', 7100],
  ['${MINUS}+7200', 7100],
  ['7200+${MINUS}', 7100],
  ['7200-${MINUS}', 7300],
  ['${UNSET}+7200', 7200],
  ['7200+${UNSET}', 7200],
  ['7200-${UNSET}-${ABSENT}', 7200],
  ['${EMPTY}+7200', 7200],
  ['${UNSET}', 0],
  ['${UNSET:-7200}', 7200],
  ['${OFFSET}', 100],
  ['7${OFFSET}', 7100],
  ['${SET}+7200', 'value+7200'],
  ['${OFFSET}*2', '100*2'],
  ['${OFFSET} 7200', '100 7200'],
];

function expanded(key: string, text: string) {
  return expand(parseYaml('f', `${JSON.stringify(key)}: ${JSON.stringify(text)}`, { version: '1.1' }), variables);
}

describe('references', () => {
  test.each(texts)('in a text: %s is %j', (text, result) => {
    expect(expanded('script_path', text).value).toEqual({ script_path: result });
  });
  test.each(ports)('in a port: %s is %j', (text, result) => {
    expect(expanded('health_check_port', text).value).toEqual({ health_check_port: result });
    expect(expanded('port', text).value).toEqual({ port: result });
  });
  test.each(['env_vars', 'environment', 'config', 'command_args'])('below %s nothing is read', (key) => {
    const result = expanded(key, '${UNSET} ${SET}');
    expect(result).toEqual({ value: { [key]: '${UNSET} ${SET}' }, findings: [] });
  });
});

test('an unset variable is reported once a file, where it first stands', () => {
  const text = 'a: ${ONE}\nb: ["${TWO}", "${ONE}"]\nport: ${THREE}+1\nhost: ${SET}${EMPTY}${FOUR:-x}\n';
  const { findings } = expand(parseYaml('f', text, { version: '1.1' }), variables);
  expect(findings.map(({ code, severity, place }) => ({ code, severity, place }))).toEqual([
    { code: 'variable-unset', severity: 'info', place: { kind: 'file', file: 'f', line: 1, column: 4 } },
    { code: 'variable-unset', severity: 'info', place: { kind: 'file', file: 'f', line: 2, column: 5 } },
    { code: 'port-variable-unset', severity: 'info', place: { kind: 'file', file: 'f', line: 3, column: 7 } },
  ]);
});

const sums: [expression: string, total: number | undefined][] = [
  ['7200', 7200],
  [' +7200 ', 7200],
  ['-7200', -7200],
  ['0100+7200', 7300],
  ['1+2-3 + 4', 4],
  ['--5', 5],
  ['1--5', 6],
  ['1+-5', -4],
  ['', undefined],
  ['+', undefined],
  ['1+', undefined],
  ['1 2', undefined],
  ['1+++2', undefined],
  ['0x10', undefined],
  ['1.5', undefined],
  [`1${'+1'.repeat(1000)}`, undefined],
];

test.each(sums)('%j comes to %j', (expression, total) => {
  expect(evaluateSum(expression)).toBe(total);
});
