import { describe, expect, it } from 'vitest';
import { projectFiles } from '../../../src/audits/paths/projectFiles.js';
import { portsAudit } from '../../../src/audits/ports/audit.js';
import { defaultAuditSettings } from '../../../src/audits/settings.js';
import { machineOf } from '../auditing.js';

/** What is said of an agent with these ports, where fleetwatch listens on 9877. */
async function said(port: number, healthCheckPort: number): Promise<string[]> {
  const entry = `{ name: A, script_path: a.py, port: ${port}, health_check_port: ${healthCheckPort} }`;
  const machine = machineOf(`global_settings: {}\nthe_services: [${entry}]\n`, { exporterPort: 9877 });
  const settings = { ...defaultAuditSettings, portRange: { first: 1, last: 65_535 } };
  const { findings } = await portsAudit.audit({ machines: [machine], unread: [], settings, files: projectFiles() });
  return findings.map(({ code, severity, message }) => `${severity} ${code}: ${message}`);
}

describe('ports that belong to servers of this stack', () => {
  it.each<[port: number, health: number, said: readonly string[]]>([
    [5000, 6000, []],
    [9090, 6000, ['warning port-well-known: `port` 9090 of `A` is the port of Prometheus']],
    [
      5000,
      9877,
      ['error port-well-known: `health_check_port` 9877 of `A` is where fleetwatch listens on this machine'],
    ],
    [
      5000,
      9089,
      ['warning port-well-known: `http_health` 9090 (health_check_port + 1) of `A` is the port of Prometheus'],
    ],
    [
      5000,
      9876,
      [
        'error port-well-known: `http_health` 9877 (health_check_port + 1) of `A` is where fleetwatch listens on this machine',
      ],
    ],
    [40_000, 6000, ["warning port-ephemeral: `port` 40000 of `A` is one of the kernel's ephemeral ports, 32768-60999"]],
  ])('%i and %i', async (port, health, messages) => {
    expect(await said(port, health)).toEqual(messages);
  });
});
