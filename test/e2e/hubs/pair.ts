import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { remoteWrite, storeFlags } from '../../../src/stack/secondHub.js';
import { ensureTools } from '../../../src/stack/tools.js';
import { httpSink } from '../../alertmanager/sinks.js';
import { freePort, until } from '../realPrometheus.js';

const rules = {
  groups: [
    { name: 'g', rules: [{ alert: 'FleetAgentDown', expr: 'fleet_agent_up == 0', labels: { severity: 'critical' } }] },
  ],
};

/**
 * Two hubs of Prometheus and Alertmanager each, as the stack makes them: one mesh, equal alerts, one store. They watch two
 * machines, whose pages are made here.
 */
export async function startPair(folder: string) {
  const programs = await ensureTools(['prometheus', 'alertmanager', 'victoria-metrics'], {
    directory: '.fleetwatch/tools',
    path: process.env.PATH ?? '',
    print: () => undefined,
  });
  const ports = { one: await hubPorts(), two: await hubPorts() };
  const store = `127.0.0.1:${await freePort()}`;
  const running = new Map<string, ChildProcess>();
  const run = (name: string, program: string, flags: readonly string[]) => {
    running.set(name, spawn(program, flags, { stdio: 'ignore' }));
  };

  const agents = new Map([
    ['planner', 1],
    ['courier', 1],
  ]);
  const pages = await Promise.all(['one', 'two'].map((machine) => pageOf(machine, agents)));
  const sink = await httpSink();

  await writeFile(join(folder, 'rules.yml'), stringify(rules));
  await writeFile(join(folder, 'alertmanager.yml'), stringify(alertmanagerConfiguration(sink.url)));
  const second = { machines: ['one', 'two'], prometheus: '', alertmanager: '', mesh: ['', ''], store } as const;
  run('store', programs['victoria-metrics'], storeFlags(folder, second));

  const startHub = async (hub: 'one' | 'two') => {
    const own = ports[hub];
    const other = ports[hub === 'one' ? 'two' : 'one'];
    const data = join(folder, hub);
    await mkdir(data, { recursive: true });
    const alertmanagers = [ports.one, ports.two].map(({ alertmanager }) => `127.0.0.1:${alertmanager}`);
    const targets = pages.map(({ machine, address }) => ({ targets: [address], labels: { machine } }));
    const configuration = prometheusConfiguration({ hub, targets, alertmanagers, store });
    await writeFile(join(folder, `${hub}.yml`), stringify(configuration));
    run(`alertmanager ${hub}`, programs.alertmanager, [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(data, 'alertmanager')}`,
      `--web.listen-address=127.0.0.1:${own.alertmanager}`,
      `--cluster.listen-address=127.0.0.1:${own.mesh}`,
      `--cluster.peer=127.0.0.1:${other.mesh}`,
      // How long the second of two waits for the first before it notifies by itself; as shipped it is 15 s.
      '--cluster.peer-timeout=3s',
    ]);
    run(`prometheus ${hub}`, programs.prometheus, [
      `--config.file=${join(folder, `${hub}.yml`)}`,
      `--storage.tsdb.path=${join(data, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${own.prometheus}`,
      '--rules.alert.resend-delay=2s',
    ]);
    for (const port of [own.alertmanager, own.prometheus]) {
      await until(`hub ${hub} is ready`, async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok);
    }
  };
  const killHub = async (hub: 'one' | 'two') => {
    for (const name of [`prometheus ${hub}`, `alertmanager ${hub}`]) await end(running.get(name));
  };

  await until('the store is ready', async () => (await fetch(`http://${store}/health`)).ok);
  await Promise.all([startHub('one'), startHub('two')]);
  return {
    prometheus: (hub: 'one' | 'two') => `http://127.0.0.1:${ports[hub].prometheus}`,
    alertmanager: (hub: 'one' | 'two') => `http://127.0.0.1:${ports[hub].alertmanager}`,
    store: `http://${store}`,
    /** What was notified, as `firing planner`, in order. */
    told: () => sink.posted.flatMap(({ body }) => toldIn(body)),
    agents,
    startHub,
    killHub,
    async stop() {
      for (const process of running.values()) await end(process);
      for (const { close } of pages) close();
      sink.close();
    },
  };
}

async function hubPorts() {
  return { prometheus: await freePort(), alertmanager: await freePort(), mesh: await freePort() };
}

/** The page of the fleetwatch of a machine; agents run on the first. */
async function pageOf(machine: string, agents: ReadonlyMap<string, number>) {
  const server = createServer((_request, response) => {
    const up = [...agents].map(([agent, value]) => `fleet_agent_up{machine="${machine}",agent="${agent}"} ${value}`);
    const lines = [`fleetwatch_build_info{machine="${machine}"} 1`, ...(machine === 'one' ? up : []), ''];
    response.writeHead(200, { 'content-type': 'text/plain' }).end(lines.join('\n'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { machine, address: `127.0.0.1:${port}`, close };
}

interface Wiring {
  readonly hub: string;
  readonly targets: readonly object[];
  readonly alertmanagers: readonly string[];
  readonly store: string;
}

function prometheusConfiguration({ hub, targets, alertmanagers, store }: Wiring) {
  return {
    global: {
      scrape_interval: '1s',
      evaluation_interval: '1s',
      external_labels: { replica: hub, fleetwatch_url: `http://${hub}` },
    },
    rule_files: ['rules.yml'],
    alerting: {
      alert_relabel_configs: [{ action: 'labeldrop', regex: 'replica|fleetwatch_url' }],
      alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }],
    },
    remote_write: [{ ...remoteWrite(store), queue_config: { batch_send_deadline: '1s' } }],
    scrape_configs: [{ job_name: 'fleetwatch', honor_labels: true, static_configs: targets }],
  };
}

function alertmanagerConfiguration(url: string) {
  return {
    route: { receiver: 'sink', group_by: ['...'], group_wait: '1s', group_interval: '1s', repeat_interval: '1h' },
    receivers: [{ name: 'sink', webhook_configs: [{ url: `${url}/`, send_resolved: true }] }],
  };
}

function toldIn(body: string): string[] {
  const content: { alerts: { status: string; labels: Record<string, string> }[] } = JSON.parse(body);
  return content.alerts.map(({ status, labels }) => `${status} ${labels.agent}`);
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
