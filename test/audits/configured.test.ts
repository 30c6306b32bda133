import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configuredAudits } from '../../src/audits/configured.js';
import { defaultAuditSettings } from '../../src/audits/settings.js';
import { loadSettings } from '../../src/settings.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetwatch-audit-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function configured(text: string) {
  const file = join(folder, 'fleetwatch.yaml');
  writeFileSync(file, `machines: [{ name: m, startup_file: s.yaml }]\nproc_root: ${folder}\n${text}`);
  const { settings, findings } = await loadSettings(file);
  if (settings === undefined) throw new Error(findings.map(({ message }) => message).join('\n'));
  return configuredAudits(settings);
}

describe('settings of the audits', () => {
  it('are the defaults where nothing is said', async () => {
    expect(await configured('')).toEqual(defaultAuditSettings);
  });

  it('have the HTTP port where probes look for it', async () => {
    const { derivedPorts } = await configured('health: { http_port_offset: 7 }');
    expect(derivedPorts).toEqual([{ name: 'http_health', from: 'health_check_port', offset: 7 }]);
  });

  it('have the derived ports of a list instead', async () => {
    const { derivedPorts } = await configured(
      'audits: { derived_ports: { metrics: { from: port, offset: 100 }, http: { from: health_check_port, offset: -1 } } }',
    );
    expect(derivedPorts).toEqual([
      { name: 'metrics', from: 'port', offset: 100 },
      { name: 'http', from: 'health_check_port', offset: -1 },
    ]);
  });

  it('have what else is said', async () => {
    const said = await configured(
      'audits: { boot_prefixes: [main_code], shared_agents: [m/Hub], port_range: { first: 1, last: 2 } }',
    );
    expect(said).toMatchObject({ bootPrefixes: ['main_code'], portRange: { first: 1, last: 2 } });
    expect([...said.sharedAgents]).toEqual(['m/Hub']);
  });
});
