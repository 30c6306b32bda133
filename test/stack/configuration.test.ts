import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { writeConfiguration } from '../../src/stack/configuration.js';

const run = promisify(execFile);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'configuration-'));
});

afterEach(() => rm(folder, { recursive: true }));

const addresses = {
  prometheus: '127.0.0.1:19090',
  alertmanager: '127.0.0.1:19093',
  pager: '127.0.0.1:19879',
  exporters: new Map([
    ['gamma', '127.0.0.1:19877'],
    ['delta', '[::1]:19878'],
  ]),
};

async function written(...path: string[]) {
  const text = await readFile(join(folder, ...path), 'utf8');
  return { text, content: parse(text) };
}

describe('writeConfiguration', () => {
  it('writes what promtool and amtool accept', async () => {
    await writeConfiguration(folder, addresses);
    const prometheus = await run('promtool', ['check', 'config', join(folder, 'prometheus', 'prometheus.yml')]);
    const rules = await readdir('prometheus/rules');
    expect(prometheus.stdout).toContain(`SUCCESS: ${rules.length} rule files found`);
    const alertmanager = await run('amtool', ['check-config', join(folder, 'alertmanager', 'alertmanager.yml')]);
    expect(alertmanager.stdout).toContain('SUCCESS');
  });

  it('puts the addresses of this stack in place of the shipped ones, and none of the shipped ones is left', async () => {
    await writeConfiguration(folder, addresses);
    const { text, content } = await written('prometheus', 'prometheus.yml');
    expect(content.global.external_labels.fleetwatch_url).toBe('http://127.0.0.1:19877');
    expect((await written('prometheus', 'targets', 'fleetwatch', 'local.json')).content).toStrictEqual([
      { targets: ['127.0.0.1:19877'], labels: { machine: 'gamma' } },
      { targets: ['[::1]:19878'], labels: { machine: 'delta' } },
    ]);
    expect((await written('prometheus', 'targets', 'alertmanager', 'local.json')).content).toStrictEqual([
      { targets: ['127.0.0.1:19093'], labels: { machine: 'gamma' } },
    ]);
    expect((await written('prometheus', 'targets', 'prometheus', 'local.json')).content).toStrictEqual([
      { targets: ['127.0.0.1:19090'], labels: { machine: 'gamma' } },
    ]);
    const job = (name: string) =>
      content.scrape_configs.find(({ job_name }: { job_name: string }) => job_name === name);
    expect(job('agents').http_sd_configs.map(({ url }: { url: string }) => url)).toStrictEqual([
      'http://127.0.0.1:19877/sd/agents',
      'http://[::1]:19878/sd/agents',
    ]);
    const files = ['fleetwatch', 'prometheus', 'alertmanager'].map((name) => job(name).file_sd_configs[0].files);
    expect(files).toStrictEqual([
      ['targets/fleetwatch/*.json'],
      ['targets/prometheus/*.json'],
      ['targets/alertmanager/*.json'],
    ]);
    const alertmanager = await written('alertmanager', 'alertmanager.yml');
    expect(alertmanager.text).toContain('url: http://127.0.0.1:19879/');
    expect(`${text}${alertmanager.text}`).not.toMatch(/:(9877|9878|9879|9090|9093)\b/);
    expect(await readdir(join(folder, 'prometheus', 'targets', 'fleetwatch'))).toStrictEqual(['local.json']);
  });

  it('has each Prometheus of a fleet scrape all of them', async () => {
    const hubs = new Map([
      ['gamma', '127.0.0.1:19090'],
      ['delta', '127.0.0.1:19091'],
    ]);
    await writeConfiguration(folder, { ...addresses, hubs });
    expect((await written('prometheus', 'targets', 'prometheus', 'local.json')).content).toStrictEqual([
      { targets: ['127.0.0.1:19090'], labels: { machine: 'gamma' } },
      { targets: ['127.0.0.1:19091'], labels: { machine: 'delta' } },
    ]);
  });

  it('leaves no rule of a former version behind', async () => {
    await writeConfiguration(folder, addresses);
    await writeFile(join(folder, 'prometheus', 'rules', 'old.rules.yml'), 'groups: []');
    await writeConfiguration(folder, addresses);
    expect(await readdir(join(folder, 'prometheus', 'rules'))).toStrictEqual(await readdir('prometheus/rules'));
  });
});
