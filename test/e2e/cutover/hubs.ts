import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings, type Settings } from '../../../src/settings.js';
import { terminate } from '../../ownProcess.js';
import { freePort, RealPrometheus, until } from '../realPrometheus.js';
import type { Site } from '../runbooks/site.js';
import { program } from '../stackView.js';
import { StandIn } from './agent.js';

/** Two machines of one agent each: one hub watches both, the other runs and has nobody to watch yet. */
export interface TwoHubs extends Site {
  readonly former: StandIn;
  /** `host:port` of each fleetwatch. */
  readonly exporters: Readonly<Record<'alpha' | 'beta', string>>;
  readonly first: RealPrometheus;
  readonly second: RealPrometheus;
  /** Where the second looks for target files. */
  readonly targets: string;
}

const rules = `groups: [{ name: heartbeat, interval: 1s, rules: [{ record: heartbeat, expr: vector(1) }] }]`;

/** Starts real servers, and waits until the first hub has scraped both machines. */
export async function startTwoHubs(): Promise<TwoHubs> {
  const folder = await mkdtemp(join(tmpdir(), 'fleetwatch-cutover-'));
  const children: ChildProcess[] = [];
  const servers: RealPrometheus[] = [];
  const agents = [await StandIn.start(), await StandIn.start()];
  const end = async () => {
    for (const agent of agents) agent.stop();
    await Promise.all([...children.map((child) => terminate(child)), ...servers.map((server) => server.stop())]);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const targets = join(folder, 'targets');
    for (const kind of ['fleetwatch', 'prometheus']) await mkdir(join(targets, kind), { recursive: true });
    await writeFile(join(folder, 'rules.yml'), rules);
    const ports = { alpha: await freePort(), beta: await freePort(), alertmanager: await freePort() };
    const exporters = { alpha: `127.0.0.1:${ports.alpha}`, beta: `127.0.0.1:${ports.beta}` };
    const alertmanager = `127.0.0.1:${ports.alertmanager}`;
    const known = Object.entries(exporters).map(([machine, address]) => ({ targets: [address], labels: { machine } }));
    // One folder for both hubs: they are on one host here.
    const servedBoth = [{ job_name: 'prometheus', file_sd_configs: [{ files: [`${targets}/prometheus/*.yml`] }] }];
    const [first, other] = [
      await RealPrometheus.start(folder, 'first', configuration(alertmanager, { static_configs: known }, servedBoth)),
      await RealPrometheus.start(
        folder,
        'second',
        configuration(alertmanager, { file_sd_configs: [{ files: [`${targets}/fleetwatch/*.yml`] }] }, servedBoth),
      ),
    ];
    servers.push(first, other);
    children.push(await startAlertmanager(folder, alertmanager));
    const [former, plain] = agents;
    if (former === undefined || plain === undefined) throw new Error('there are two agents');
    const file = await writeSettings(folder, {
      exporters,
      first,
      second: other,
      alertmanager,
      agents: { former, plain },
    });
    const settings = new Map<string, Settings>();
    for (const machine of ['alpha', 'beta']) {
      const loaded = await loadSettings(file, machine);
      if (loaded.settings === undefined) throw new Error(`unusable: ${loaded.findings[0]?.message}`);
      settings.set(machine, loaded.settings);
      children.push(
        spawn(process.execPath, [program, 'serve', '--config', file, '--machine', machine], { stdio: 'ignore' }),
      );
    }
    await first.sees('count(fleet_agent_up == 1)', 2);
    return { runDirectory: folder, settings, former, exporters, first, second: other, targets, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** JSON is YAML. */
function configuration(alertmanager: string, fleetwatch: object, more: readonly object[] = []): string {
  return JSON.stringify({
    global: { scrape_interval: '3s', scrape_timeout: '3s', evaluation_interval: '1s' },
    rule_files: ['rules.yml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: [{ job_name: 'fleetwatch', honor_labels: true, ...fleetwatch }, ...more],
  });
}

async function startAlertmanager(folder: string, address: string): Promise<ChildProcess> {
  const file = join(folder, 'alertmanager.yml');
  await writeFile(file, JSON.stringify({ route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] }));
  const child = spawn(
    'prometheus-alertmanager',
    [
      `--config.file=${file}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      `--web.listen-address=${address}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  );
  await until('Alertmanager is ready', async () => (await fetch(`http://${address}/-/ready`)).ok);
  return child;
}

interface Surroundings {
  readonly exporters: TwoHubs['exporters'];
  readonly first: RealPrometheus;
  readonly second: RealPrometheus;
  readonly alertmanager: string;
  readonly agents: { readonly former: StandIn; readonly plain: StandIn };
}

async function writeSettings(folder: string, around: Surroundings): Promise<string> {
  const { exporters, first, second: other, alertmanager, agents } = around;
  const machines = [];
  for (const [name, agent, { port }] of [
    ['alpha', 'VantageHub', agents.former],
    ['beta', 'LampKeeper', agents.plain],
  ] as const) {
    const startup = {
      global_settings: { health_checks: { interval_seconds: 1, timeout_seconds: 1, retries: 3 } },
      agent_groups: {
        hubs: { [agent]: { script_path: `${agent}.py`, host: '127.0.0.1', port: port - 1, health_check_port: port } },
      },
    };
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'startup.yaml'), JSON.stringify(startup));
    machines.push({
      name,
      address: '127.0.0.1',
      startup_file: `${name}/startup.yaml`,
      project_root: name,
      listen: { host: '127.0.0.1', port: Number(exporters[name].split(':')[1]) },
    });
  }
  const file = join(folder, 'fleetwatch.yaml');
  const alertmanager_url = `http://${alertmanager}`;
  const settings = {
    machines,
    log_level: 'error',
    agents: { VantageHub: { protocol: 'http' }, LampKeeper: { protocol: 'http' } },
    changes: { prometheus_url: first.address },
    hubs: {
      servers: [
        { machine: 'alpha', prometheus_url: first.address, alertmanager_url },
        { machine: 'beta', prometheus_url: other.address, alertmanager_url },
      ],
    },
  };
  await writeFile(file, JSON.stringify(settings));
  return file;
}
