import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadMachines } from '../../src/settings.js';
import { writeConfiguration } from '../../src/stack/configuration.js';
import { type StackPlan, stackOrders } from '../../src/stack/orders.js';
import { hubsBlock, secondHub } from '../../src/stack/secondHub.js';

const run = promisify(execFile);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'second-hub-'));
});
afterEach(() => rm(folder, { recursive: true }));

const second = secondHub(['gamma', 'delta'], { prometheusPort: 19_090, alertmanagerPort: 19_093, storePort: 18_428 });
const addresses = {
  prometheus: '127.0.0.1:19090',
  alertmanager: '127.0.0.1:19093',
  pager: '127.0.0.1:19879',
  exporters: new Map([
    ['gamma', '127.0.0.1:19877'],
    ['delta', '127.0.0.1:19878'],
  ]),
  second,
};

describe('two hubs in one stack', () => {
  it('have ports of their own', () => {
    const { prometheus, alertmanager, mesh, store } = second;
    const all = [prometheus, alertmanager, ...mesh, store, addresses.prometheus, addresses.alertmanager];
    expect(new Set(all).size).toBe(all.length);
  });

  it('are configured alike but for their name, which goes neither into alerts nor into the store', async () => {
    await writeConfiguration(folder, addresses);
    const [one, two] = await Promise.all(
      ['prometheus.yml', 'prometheus-second.yml'].map(async (name) => {
        const file = join(folder, 'prometheus', name);
        await run('promtool', ['check', 'config', file]);
        return parse(await readFile(file, 'utf8'));
      }),
    );
    expect([one.global.external_labels.replica, two.global.external_labels.replica]).toStrictEqual(['gamma', 'delta']);
    two.global.external_labels.replica = 'gamma';
    expect(two).toStrictEqual(one);
    expect(one.remote_write[0].url).toBe('http://127.0.0.1:18428/api/v1/write');
    const dropped = 'replica|fleetwatch_url';
    expect(one.alerting.alert_relabel_configs).toStrictEqual([{ action: 'labeldrop', regex: dropped }]);
    expect(one.remote_write[0].write_relabel_configs.at(-1)).toStrictEqual({ action: 'labeldrop', regex: dropped });
    for (const job of ['prometheus', 'alertmanager']) {
      const targets = parse(await readFile(join(folder, 'prometheus', 'targets', job, 'local.json'), 'utf8'));
      expect(targets.map(({ labels }: { labels: object }) => labels)).toStrictEqual([
        { machine: 'gamma' },
        { machine: 'delta' },
      ]);
    }
  });

  it('are started with a mesh and a store that keeps one sample of two', () => {
    const plan: StackPlan = {
      runDirectory: folder,
      settingsFile: 'f.yaml',
      settingsOf: () => 'f.yaml',
      addresses,
      simulated: false,
      programs: { prometheus: '/bin/p', alertmanager: '/bin/a', store: '/bin/s' },
      searchPath: '',
    };
    const orders = new Map(
      stackOrders(plan)
        .flat()
        .map((order) => [order.name, order.arguments]),
    );
    expect(orders.get('alertmanager')).toEqual(
      expect.arrayContaining(['--cluster.listen-address=127.0.0.1:19094', '--cluster.peer=127.0.0.1:19096']),
    );
    expect(orders.get('alertmanager-second')).toEqual(
      expect.arrayContaining(['--cluster.listen-address=127.0.0.1:19096', '--cluster.peer=127.0.0.1:19094']),
    );
    expect(orders.get('store')).toContain('-dedup.minScrapeInterval=5s');
    expect(orders.get('prometheus-second')).toContain('--web.listen-address=127.0.0.1:19091');
  });

  it('are named in the settings of the machines', async () => {
    const file = join(folder, 'fleetwatch.yaml');
    const machines = ['gamma', 'delta'].map((name) => ({ name, startup_file: `${name}.yaml` }));
    await writeFile(file, stringify({ machines, hubs: hubsBlock(addresses, second) }));
    expect((await loadMachines(file)).hubs).toStrictEqual({
      servers: [
        { machine: 'gamma', prometheusUrl: 'http://127.0.0.1:19090', alertmanagerUrl: 'http://127.0.0.1:19093' },
        { machine: 'delta', prometheusUrl: 'http://127.0.0.1:19091', alertmanagerUrl: 'http://127.0.0.1:19095' },
      ],
      storeUrl: 'http://127.0.0.1:18428',
      freshnessSeconds: 60,
    });
  });
});
