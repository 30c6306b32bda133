import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadSettings } from '../../src/settings.js';
import { remoteWrite } from '../../src/stack/secondHub.js';
import { readVariables, tree } from './composeFile.js';

const site = `${tree}deploy/site/`;
const yaml = (file: string) => parse(readFileSync(file, 'utf8'));
const shipped = yaml(`${tree}prometheus/prometheus.yml`);
const deployed = yaml(`${site}prometheus/prometheus.yml`);
const roles = [
  ['central', 'alpha'],
  ['edge', 'beta'],
] as const;

describe('deploy/site/prometheus', () => {
  it('scrapes as the local stack does, but for addresses', () => {
    const jobs = ({ scrape_configs }: { scrape_configs: readonly Record<string, unknown>[] }) =>
      scrape_configs.map(({ http_sd_configs, ...job }) => ({ ...job, discovered: http_sd_configs !== undefined }));
    expect(jobs(deployed)).toEqual(jobs(shipped));
  });

  it('evaluates and sends as the local stack does', () => {
    const { external_labels: ofDeployed, ...deployedGlobal } = deployed.global;
    const { external_labels: ofShipped, ...shippedGlobal } = shipped.global;
    expect(deployedGlobal).toEqual(shippedGlobal);
    expect(Object.keys(ofDeployed)).toEqual(Object.keys(ofShipped));
    expect(deployed.alerting).toEqual(shipped.alerting);
    expect(deployed.rule_files).toEqual([`/opt/fleetwatch/prometheus/${shipped.rule_files[0]}`]);
  });

  it('writes to the store as two hubs of the local stack do', () => {
    expect(deployed.remote_write).toEqual([remoteWrite('10.0.0.1:9428')]);
  });

  it('asks every machine for agents with metrics of their own', () => {
    const { http_sd_configs } = deployed.scrape_configs.find(
      ({ job_name }: { job_name: string }) => job_name === 'agents',
    );
    const urls = http_sd_configs.map(({ url }: { url: string }) => url);
    const targets = yaml(`${site}prometheus/targets/fleetwatch/fleet.yml`);
    expect(urls).toEqual(targets.map((group: { targets: string[] }) => `http://${group.targets[0]}/sd/agents`));
  });

  it.each(['fleetwatch', 'prometheus', 'alertmanager'])('has one line a machine for %s', (job) => {
    const file = `${site}prometheus/targets/${job}/fleet.yml`;
    const lines = readFileSync(file, 'utf8').split('\n');
    const entries = lines.filter((line) => line.startsWith('- {'));
    expect(entries).toHaveLength(yaml(file).length);
    expect(yaml(file).map(({ labels }: { labels: object }) => labels)).toEqual([
      { machine: 'alpha' },
      { machine: 'beta' },
    ]);
  });
});

describe('deploy/site/settings', () => {
  it.each(roles)('are without findings on the %s machine', async (role, machine) => {
    const variables = readVariables(`${site}${role}.env`);
    expect(variables.FLEETWATCH_MACHINE).toBe(machine);
    const { settings, findings } = await loadSettings(`${site}settings/fleetwatch.yaml`, machine);
    expect(findings).toEqual([]);
    expect(settings?.machine.listen).toEqual({ host: variables.FLEETWATCH_ADDRESS, port: 9877 });
  });
});

describe('the ports of the servers', () => {
  it('lie outside the range of the agents, so that they are none of the fleet', () => {
    const places = [`${tree}docker-compose.yml`, `${tree}deploy/prepare.sh`, `${site}settings/fleetwatch.yaml`];
    const targets = readdirSync(`${site}prometheus/targets`).map((job) => `${site}prometheus/targets/${job}/fleet.yml`);
    const text = [...places, ...targets]
      .map((file) => readFileSync(file, 'utf8').replaceAll(/^ *#.*$/gm, ''))
      .join('\n');
    const ports = [...text.matchAll(/:(\d{4})\b/g)].map(([, port]) => Number(port));
    expect(ports.length).toBeGreaterThan(20);
    // The default of audits.port_range.
    expect(ports.filter((port) => port >= 5000 && port <= 9000)).toEqual([]);
  });
});
