import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Variables } from '../../src/fleet/expand.js';
import { parseStartupFile, readStartupFile } from '../../src/fleet/read.js';

const folder = fileURLToPath(new URL('../fixtures/startup/', import.meta.url));

interface Case {
  readonly file: string;
  readonly agentsKey?: string;
  readonly variables?: Variables;
  /** Groups of the two agents, and the lines where their entries begin. */
  readonly groups: readonly [string, string];
  readonly lines: readonly [number, number];
}

const nested = ['core', 'core'] as const;
const cases: Case[] = [
  { file: 'both-formats', groups: ['core', 'demo_services'], lines: [6, 11] },
  { file: 'brackets-in-text', groups: nested, lines: [6, 16] },
  { file: 'byte-order-mark', groups: nested, lines: [6, 10] },
  { file: 'crlf', groups: nested, lines: [6, 10] },
  { file: 'flat', groups: ['demo_services', 'demo_services'], lines: [5, 9] },
  { file: 'groups-commented-out', groups: nested, lines: [9, 13] },
  {
    file: 'list-under-named-key',
    agentsKey: 'fleet-members',
    groups: ['fleet-members', 'fleet-members'],
    lines: [5, 6],
  },
  { file: 'merge-keys', groups: nested, lines: [4, 9] },
  { file: 'names-of-secret-keys', groups: ['environment', 'config'], lines: [6, 11] },
  { file: 'nested', groups: ['core', 'memory'], lines: [6, 13] },
  { file: 'non-ascii', groups: ['Kern 🛰', 'Kern 🛰'], lines: [7, 11] },
  { file: 'other-tools-keys', groups: nested, lines: [6, 10] },
  { file: 'port-arithmetic', variables: { PORT_OFFSET: '100' }, groups: nested, lines: [6, 10] },
  { file: 'yaml-1.1-booleans', groups: nested, lines: [6, 11] },
];

describe('a good start-up file in any form gives the same two agents, and no finding', () => {
  test.each(cases)('$file', async ({ file, agentsKey, variables, groups, lines }) => {
    const startupFile = `${folder}${file}.good.yaml`;
    const { findings, machine } = await readStartupFile(
      { name: 'alpha', startupFile, agentsKey },
      { variables: variables ?? {} },
    );
    expect(findings).toEqual([]);
    expect(machine?.agents.map(({ host, place, ...agent }) => ({ ...agent, line: place.line }))).toEqual([
      {
        machine: 'alpha',
        name: 'Registry',
        group: groups[0],
        scriptPath: 'agents/registry.py',
        port: 7200,
        healthCheckPort: 8200,
        required: true,
        dependencies: [],
        line: lines[0],
      },
      {
        machine: 'alpha',
        name: 'Twin',
        group: groups[1],
        scriptPath: 'agents/twin.py',
        port: 7210,
        healthCheckPort: 8210,
        required: false,
        dependencies: ['Registry'],
        line: lines[1],
      },
    ]);
  });

  test('every good fixture has its row', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.good.yaml'));
    expect(cases.map(({ file }) => `${file}.good.yaml`).sort()).toEqual(files.sort());
  });
});

describe('any key may be named as the one of the list', () => {
  const list = '[{ name: Registry, script_path: a.py, port: 7200, health_check_port: 8200 }]';
  test.each(['agents', 'agent_groups', 'demo_services', 'demo_network', 'demo_port', 'a.b/c~d', '0'])(
    '%s',
    (agentsKey) => {
      const text = `global_settings:\n${JSON.stringify(agentsKey)}: ${list}\n`;
      const result = parseStartupFile({ name: 'alpha', startupFile: 'f', agentsKey }, text, { variables: {} });
      expect(result.findings).toEqual([]);
      expect(result.machine?.agents).toMatchObject([{ name: 'Registry', group: agentsKey, port: 7200 }]);
    },
  );
});

const agent = 'agent_groups: { g: { A: { script_path: a.py, port: 7200, health_check_port: 8200 } } }\n';
const defaults = { intervalSeconds: 30, timeoutSeconds: 10, retries: 3, startPeriodSeconds: 300 };
const checks: [what: string, text: string, expected: object][] = [
  ['none: the defaults', 'global_settings:\n', defaults],
  ['empty: the defaults', 'global_settings: { health_checks: }\n', defaults],
  ['in global_settings', 'global_settings: { health_checks: { retries: 5 } }\n', { ...defaults, retries: 5 }],
  ['in the older place', 'health_checks: { timeout_seconds: 0.5 }\n', { ...defaults, timeoutSeconds: 0.5 }],
  [
    'in both: global_settings wins, key by key',
    'health_checks: { retries: 1, interval_seconds: 5 }\nglobal_settings: { health_checks: { retries: 2, start_period_seconds: 0 } }\n',
    { ...defaults, retries: 2, intervalSeconds: 5, startPeriodSeconds: 0 },
  ],
];

test.each(checks)('health checks %s', (_, text, expected) => {
  const { machine } = parseStartupFile({ name: 'alpha', startupFile: 'f' }, text + agent, { variables: {} });
  expect(machine?.healthChecks).toEqual(expected);
});
