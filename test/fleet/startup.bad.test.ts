import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { formatFindings } from '../../src/document/report.js';
import type { Severity } from '../../src/finding.js';
import { parseStartupFile, readStartupFile } from '../../src/fleet/read.js';

const folder = fileURLToPath(new URL('../fixtures/startup/', import.meta.url));

/** Each file has one defect; beside its name stand the finding for it and where it is found. */
const cases: [file: string, code: string, line: number, column: number, severity: Severity][] = [
  ['duplicate-agent-in-list', 'duplicate-agent', 12, 11, 'error'],
  ['duplicate-agent-in-two-groups', 'duplicate-agent', 11, 5, 'error'],
  ['duplicate-key', 'duplicate-key', 10, 7, 'error'],
  ['duplicate-key-agent', 'duplicate-key', 10, 5, 'error'],
  ['encoding-latin-1', 'file-unreadable', 1, 1, 'error'],
  ['global-settings-missing', 'global-settings-missing', 2, 1, 'warning'],
  ['invalid-value-agent-name', 'invalid-value', 6, 5, 'error'],
  ['invalid-value-dependency', 'invalid-value', 14, 22, 'error'],
  ['invalid-value-script-path', 'invalid-value', 7, 20, 'error'],
  ['limit-billion-laughs', 'yaml-limit', 11, 15, 'error'],
  ['limit-depth', 'yaml-limit', 11, 110, 'error'],
  ['missing-key-listed-name', 'missing-key', 5, 5, 'error'],
  ['missing-key-port', 'missing-key', 6, 5, 'error'],
  ['no-agents-commented-out', 'no-agents', 1, 1, 'error'],
  ['no-agents-other-key', 'no-agents', 1, 1, 'error'],
  ['out-of-range-retries', 'out-of-range', 3, 14, 'error'],
  ['out-of-range-timeout', 'out-of-range', 2, 37, 'error'],
  ['port-65536', 'port-out-of-range', 9, 26, 'error'],
  ['port-negative', 'port-out-of-range', 8, 13, 'error'],
  ['port-octal', 'port-out-of-range', 8, 13, 'error'],
  ['port-of-machine', 'port-out-of-range', 4, 17, 'error'],
  ['port-sum-out-of-range', 'port-out-of-range', 9, 26, 'error'],
  ['port-variable-unset', 'port-variable-unset', 8, 13, 'info'],
  ['port-zero', 'port-out-of-range', 8, 13, 'error'],
  ['port-zero-in-list', 'port-out-of-range', 4, 54, 'error'],
  ['settings-outside-global', 'settings-outside-global', 3, 1, 'warning'],
  ['syntax-missing-bracket', 'yaml-syntax', 11, 5, 'error'],
  ['syntax-reference-in-braces', 'yaml-syntax', 5, 63, 'error'],
  ['syntax-second-document', 'yaml-syntax', 10, 1, 'error'],
  ['syntax-tab', 'yaml-syntax', 7, 1, 'error'],
  ['syntax-unknown-alias', 'yaml-syntax', 10, 21, 'error'],
  ['syntax-unknown-tag', 'yaml-syntax', 10, 17, 'error'],
  ['syntax-unquoted-at', 'yaml-syntax', 7, 20, 'error'],
  ['unknown-key-agent', 'unknown-key', 10, 7, 'warning'],
  ['unknown-key-global', 'unknown-key', 4, 3, 'warning'],
  ['unknown-key-like-none', 'unknown-key', 10, 7, 'warning'],
  ['unknown-key-top-level', 'unknown-key', 4, 1, 'warning'],
  ['variable-unset', 'variable-unset', 7, 20, 'info'],
  ['wrong-type-agent-text', 'wrong-type', 10, 11, 'error'],
  ['wrong-type-dependencies-text', 'wrong-type', 14, 21, 'error'],
  ['wrong-type-dependency-number', 'wrong-type', 16, 11, 'error'],
  ['wrong-type-env-vars-list', 'wrong-type', 10, 17, 'error'],
  ['wrong-type-file-empty', 'wrong-type', 1, 1, 'error'],
  ['wrong-type-file-list', 'wrong-type', 1, 1, 'error'],
  ['wrong-type-group-list', 'wrong-type', 11, 5, 'error'],
  ['wrong-type-in-aliased-value', 'wrong-type', 11, 13, 'error'],
  ['wrong-type-in-merged-value', 'wrong-type', 10, 21, 'error'],
  ['wrong-type-list-mapping', 'wrong-type', 5, 3, 'error'],
  ['wrong-type-port-empty', 'wrong-type', 8, 7, 'error'],
  ['wrong-type-port-fraction', 'wrong-type', 8, 13, 'error'],
  ['wrong-type-port-leading-zero', 'wrong-type', 8, 13, 'error'],
  ['wrong-type-port-quoted', 'wrong-type', 8, 13, 'error'],
  ['wrong-type-required-text', 'wrong-type', 10, 17, 'error'],
  ['wrong-type-required-y', 'wrong-type', 10, 17, 'error'],
];

describe('a start-up file with one defect gives its finding, at its place, and no other', () => {
  test.each(cases)('%s: %s at %i:%i, %s', async (name, code, line, column, severity) => {
    const file = `${folder}${name}.bad.yaml`;
    const { findings, machine } = await readStartupFile({ name: 'alpha', startupFile: file }, { variables: {} });
    expect(
      findings.map(({ code, severity, risk, machine, place }) => ({ code, severity, risk, machine, place })),
    ).toEqual([{ code, severity, risk: 'G', machine: 'alpha', place: { kind: 'file', file, line, column } }]);
    expect(machine === undefined).toBe(severity === 'error');
  });

  test('every bad fixture has its row', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.bad.yaml'));
    expect(cases.map(([name]) => `${name}.bad.yaml`).sort()).toEqual(files.sort());
  });
});

test('a file that is not there is a finding', async () => {
  const source = { name: 'alpha', startupFile: `${folder}no-such-file.yaml` };
  const { findings, machine } = await readStartupFile(source, { variables: {} });
  expect(machine).toBeUndefined();
  expect(findings).toMatchObject([{ code: 'file-unreadable', severity: 'error', machine: 'alpha' }]);
});

test('strict makes unknown keys errors, and the file unusable', async () => {
  const source = { name: 'alpha', startupFile: `${folder}unknown-key-agent.bad.yaml` };
  const { findings, machine } = await readStartupFile(source, { variables: {}, strict: true });
  expect(machine).toBeUndefined();
  expect(findings).toMatchObject([{ code: 'unknown-key', severity: 'error' }]);
});

test('a mistyped key of all agents leaves none: no fleet, however mild the typo', () => {
  const text =
    'global_settings:\nagents_groups: { core: { A: { script_path: a.py, port: 1, health_check_port: 2 } } }\n';
  const { findings, machine } = parseStartupFile({ name: 'alpha', startupFile: 'f' }, text, { variables: {} });
  expect(machine).toBeUndefined();
  expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
    'warning unknown-key',
    'error no-agents',
  ]);
});

test('all problems of a file come at once', () => {
  const text = `agent_groups:
  core:
    A: { script_path: a.py, port: "1", health_check_port: 0 }
    A: { script_path: a.py, port: 3, requird: true, health_check_port: 4 }
health_checks: { retries: 0 }
`;
  const { findings } = parseStartupFile({ name: 'alpha', startupFile: 'f' }, text, { variables: {} });
  expect(formatFindings(findings).match(/^\S.*/gm)).toEqual([
    'f:1:1: warning: the file has no `global_settings` [global-settings-missing, risk G]',
    'f:4:5: error: this key stands twice in the same mapping [duplicate-key, risk G]',
    'f:4:38: warning: unknown key `requird`, did you mean `required`? [unknown-key, risk G]',
    'f:5:1: warning: `health_checks` stands at the top level, as in an older layout [settings-outside-global, risk G]',
    'f:5:27: error: `health_checks.retries` must be >= 1, found an integer (0) [out-of-range, risk G]',
  ]);
});
