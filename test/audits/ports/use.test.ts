import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEphemeralPorts } from '../../../src/audits/ports/ephemeral.js';
import { portUse } from '../../../src/audits/ports/use.js';
import { defaultAuditSettings } from '../../../src/audits/settings.js';
import { machineOf } from '../auditing.js';

describe('the use of the port range', () => {
  const machine = machineOf(
    'global_settings: {}\nthe_services:\n  - { name: A, script_path: a.py, port: 5003, health_check_port: 5006 }\nbus_port: 4000\n',
  );

  it.each([
    [
      { first: 5000, last: 5009 },
      { used: 3, free: 7, largestFree: { first: 5000, last: 5002 } },
    ],
    [
      { first: 5004, last: 5005 },
      { used: 0, free: 2, largestFree: { first: 5004, last: 5005 } },
    ],
    [
      { first: 5006, last: 5007 },
      { used: 2, free: 0, largestFree: undefined },
    ],
  ])('counts configured and derived ports of %j', (portRange, expected) => {
    expect(portUse(machine, { ...defaultAuditSettings, portRange })).toMatchObject(expected);
  });
});

describe('the ephemeral ports', () => {
  it.each([
    ['10000\t20000\n', { first: 10_000, last: 20_000 }],
    ['', defaultAuditSettings.ephemeralPorts],
    ['nothing like it', defaultAuditSettings.ephemeralPorts],
    [undefined, defaultAuditSettings.ephemeralPorts],
  ])('are read from %j', async (text, expected) => {
    const root = await mkdtemp(join(tmpdir(), 'fleetwatch-proc-'));
    try {
      await mkdir(join(root, 'sys/net/ipv4'), { recursive: true });
      if (text !== undefined) await writeFile(join(root, 'sys/net/ipv4/ip_local_port_range'), text);
      expect(await readEphemeralPorts(root)).toEqual(expected);
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
