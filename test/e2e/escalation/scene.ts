import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ladderRules } from '../../../src/acknowledgements/ladderRules.js';
import { configurationOf } from '../../../src/alerting/configuration.js';
import { configurationText } from '../../../src/alerting/text.js';
import type { EscalationLevel } from '../../../src/settingsAlerting.js';
import { ensureTools } from '../../../src/stack/tools.js';
import { FaultyExporter } from './exporter.js';
import { Inbox } from './inbox.js';

const roles = ['oncall', 'chat', 'fallback', 'lead_sre', 'cto', 'vendor'];

type ServerName = 'prometheus' | 'alertmanager';

/** Real Prometheus and Alertmanager with the rules and routes as shipped, in seconds for minutes, over an exporter that is made up. */
export class Scene {
  readonly folder: string;
  readonly inbox: Inbox;
  readonly exporter: FaultyExporter;
  readonly #commandLines: Readonly<Record<ServerName, readonly [string, ...string[]]>>;
  readonly #urls: Readonly<Record<ServerName, string>>;
  readonly #running = new Map<ServerName, ChildProcess>();
  #output = '';

  private constructor(
    folder: string,
    inbox: Inbox,
    exporter: FaultyExporter,
    programs: Readonly<Record<ServerName, string>>,
    ports: readonly [prometheus: number, alertmanager: number],
  ) {
    this.folder = folder;
    this.inbox = inbox;
    this.exporter = exporter;
    const [prometheus, alertmanager] = ports.map((port) => `127.0.0.1:${port}`);
    this.#urls = { prometheus: `http://${prometheus}`, alertmanager: `http://${alertmanager}` };
    this.#commandLines = {
      prometheus: [
        programs.prometheus,
        '--config.file=prometheus.yml',
        '--storage.tsdb.path=prometheus-data',
        `--web.listen-address=${prometheus}`,
        // What it wants to send before it has found Alertmanager, within 5 s of its start, it sends again after this time: a minute
        // unless given.
        '--rules.alert.resend-delay=5s',
        '--log.level=warn',
      ],
      alertmanager: [
        programs.alertmanager,
        '--config.file=alertmanager.yml',
        '--storage.path=alertmanager-data',
        `--web.listen-address=${alertmanager}`,
        '--cluster.listen-address=',
        '--log.level=warn',
      ],
    };
  }

  static async start(escalation: readonly EscalationLevel[]): Promise<Scene> {
    const programs = await ensureTools(['prometheus', 'alertmanager'], {
      directory: '.fleetwatch/tools',
      path: process.env.PATH ?? '',
      print: () => undefined,
    });
    const folder = await mkdtemp(join(tmpdir(), 'fleetwatch-escalation-'));
    const [inbox, exporter] = [await Inbox.open(), await FaultyExporter.open(folder)];
    const ports = await freePorts();
    const scene = new Scene(folder, inbox, exporter, programs, ports);
    await copyFile('prometheus/rules/monitoring.rules.yml', join(folder, 'monitoring.rules.yml'));
    const ladder = { levels: escalation, graceSeconds: 10, intervalSeconds: 1 };
    await writeFile(join(folder, 'escalation.rules.yml'), ladderRules(ladder));
    await writeFile(join(folder, 'agents.rules.yml'), agentRules);
    await writeFile(join(folder, 'prometheus.yml'), prometheusConfiguration(exporter.target, ports[1]));
    await cp('alertmanager/templates', join(folder, 'templates'), { recursive: true });
    await writeFile(join(folder, 'alertmanager.yml'), alertmanagerConfiguration(inbox, escalation));
    for (const name of ['alertmanager', 'prometheus'] as const) await scene.#run(name);
    return scene;
  }

  /** Ends a server as its service manager does, and starts it again. */
  async restart(name: ServerName): Promise<void> {
    await this.#end(name);
    await this.#run(name);
  }

  async stop(): Promise<void> {
    for (const name of this.#running.keys()) await this.#end(name);
    this.inbox.close();
    this.exporter.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The value of an instant query that yields one number; `undefined` where it yields none. */
  async query(promql: string): Promise<number | undefined> {
    const response = await fetch(`${this.#urls.prometheus}/api/v1/query?query=${encodeURIComponent(promql)}`);
    const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
    const value = data.result[0]?.value[1];
    return value === undefined ? undefined : Number(value);
  }

  /** Waits for a condition; fails with what the servers have printed. */
  async until(what: string, condition: () => boolean | Promise<boolean>, seconds: number): Promise<void> {
    const deadline = performance.now() + seconds * 1000;
    while (!(await condition())) {
      if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${what}\n${this.#output}`);
      await delay(100);
    }
  }

  async #run(name: ServerName): Promise<void> {
    const [program, ...options] = this.#commandLines[name];
    const child = spawn(program, options, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#running.set(name, child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
    const isReady = () =>
      fetch(`${this.#urls[name]}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    await this.until(`${name} is ready`, isReady, 30);
  }

  async #end(name: ServerName): Promise<void> {
    const child = this.#running.get(name);
    if (child === undefined || child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

/** Instead of all that makes an agent down. */
const agentRules = `
groups:
  - name: agents
    rules:
      - alert: FleetAgentDown
        expr: fault == 1
        for: 1s
        labels: { severity: critical, risk: D }
`;

function prometheusConfiguration(exporter: string, alertmanagerPort: number): string {
  const alertmanager = `[{ targets: ['127.0.0.1:${alertmanagerPort}'] }]`;
  return `
global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s, external_labels: { fleetwatch_url: 'http://watch' } }
rule_files: ['*.rules.yml']
alerting:
  alert_relabel_configs: [{ action: labeldrop, regex: fleetwatch_url }]
  alertmanagers: [{ static_configs: ${alertmanager} }]
scrape_configs:
  - { job_name: fleetwatch, honor_labels: true, static_configs: [{ targets: ['${exporter}'], labels: { machine: alpha } }] }
  - { job_name: alertmanager, static_configs: ${alertmanager} }
`;
}

/** As rendered for a fleet whose roles all have a webhook, without the patience of the routes. */
function alertmanagerConfiguration(inbox: Inbox, escalation: readonly EscalationLevel[]): string {
  const webhook = (role: string) => ({ kind: 'webhook', url: inbox.url(role), bearerTokenFile: undefined }) as const;
  const receivers = new Map(roles.map((role) => [role, [webhook(role)]]));
  const alerting = { publicUrl: undefined, receivers, escalation, muteTimes: new Map() };
  return configurationText(configurationOf(alerting, []))
    .replaceAll(/group_wait: \S+/g, 'group_wait: 0s')
    .replaceAll(/group_interval: \S+/g, 'group_interval: 1s');
}

/** Two ports that nobody has at the moment. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()] as const;
  const ports = servers.map(async (server) => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  const [first = 0, second = 0] = await Promise.all(ports);
  for (const server of servers) server.close();
  return [first, second];
}
