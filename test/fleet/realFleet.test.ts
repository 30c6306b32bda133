import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type MachineSource, readStartupFile } from '../../src/fleet/read.js';

/** Public start-up files of a real system; they stand beside the project, not in it. */
const folder = fileURLToPath(new URL('../../../shared/real-fleet/', import.meta.url));
const missing = !existsSync(folder);
const mainPc: MachineSource = { name: 'MainPC', startupFile: `${folder}mainpc.startup_config.yaml` };
const pc2: MachineSource = { name: 'PC2', startupFile: `${folder}pc2.startup_config.yaml` };

describe.skipIf(missing)(`the real fleet${missing ? ' (skipped: ../shared/real-fleet is not there)' : ''}`, () => {
  test('has 54 and 23 agents', async () => {
    const machines = await Promise.all([mainPc, pc2].map((source) => readStartupFile(source, { variables: {} })));
    expect(machines.map(({ machine }) => machine?.agents.length)).toEqual([54, 23]);
  });

  test('is clean on MainPC', async () => {
    const { findings } = await readStartupFile(mainPc, { variables: {}, strict: true });
    expect(findings).toEqual([]);
  });

  test('has the older layout on PC2, and no other problem', async () => {
    const { findings } = await readStartupFile(pc2, { variables: {}, strict: true });
    expect(findings.map(({ code, severity }) => `${severity} ${code}`).sort()).toEqual([
      'warning global-settings-missing',
      ...Array.from({ length: 3 }, () => 'warning settings-outside-global'),
    ]);
    const named = findings.map(({ message }) => /^`(\w+)`/.exec(message)?.[1]).filter((key) => key !== undefined);
    expect(named.sort()).toEqual(['environment', 'health_checks', 'resource_limits']);
  });

  test('says where each agent stands, how it is asked and what it needs', async () => {
    const { machine } = await readStartupFile(mainPc, { variables: {} });
    expect(machine?.healthChecks).toEqual({
      intervalSeconds: 30,
      timeoutSeconds: 10,
      retries: 3,
      startPeriodSeconds: 300,
    });
    expect(machine?.agents[0]).toMatchObject({
      name: 'ServiceRegistry',
      group: 'core_services',
      port: 7200,
      healthCheckPort: 8200,
      dependencies: [],
      place: { line: 37, column: 5 },
    });
    const ports = machine?.agents.flatMap(({ port, healthCheckPort }) => [port, healthCheckPort]) ?? [];
    expect(new Set(ports).size).toBe(108);
  });
});
