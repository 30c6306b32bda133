import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answers } from '../../../src/stack/service.js';
import type { KeptPage } from '../stackView.js';
import { until } from './until.js';

export const serviceNames = ['pager', 'nats', 'demo', 'fleetwatch', 'alertmanager', 'prometheus'] as const;

/** What runs on a host, in the order in which it is started. */
export type ServiceName = (typeof serviceNames)[number];

/** How a service is started. */
export interface ServiceLine {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly isReady: () => Promise<boolean>;
  /** What is done when it runs for the first time. */
  readonly once?: () => Promise<void>;
}

export interface HostOptions {
  readonly name: string;
  readonly namespace: string;
  /** Where the test reaches it. */
  readonly console: string;
  readonly folder: string;
  readonly lines: Readonly<Record<ServiceName, ServiceLine>>;
}

/** One test host with all that runs on it, seen over its console. */
export class Host {
  readonly name: string;
  /** Where the test reaches it. */
  readonly console: string;
  readonly #options: HostOptions;
  readonly #running = new Map<ServiceName, ChildProcess>();

  constructor(options: HostOptions) {
    this.name = options.name;
    this.console = options.console;
    this.#options = options;
  }

  async start(): Promise<void> {
    for (const name of serviceNames) {
      await this.run(name);
      await this.#options.lines[name].once?.();
    }
  }

  /** Starts a service, and waits until it can be used. */
  async run(name: ServiceName): Promise<void> {
    const { namespace, folder, lines } = this.#options;
    const line = lines[name];
    const logFile = join(folder, `${name}.log`);
    const log = openSync(logFile, 'a', 0o600);
    const child = spawn('ip', ['netns', 'exec', namespace, line.file, ...line.arguments], {
      cwd: folder,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#running.set(name, child);
    await until(`${name} of ${this.name} is ready`, 60, async () => {
      if (!this.#isRunning(name)) throw new Error(`${name} ended:\n${await readFile(logFile, 'utf8')}`);
      return line.isReady();
    });
  }

  /** `ip netns exec` becomes the program that it starts, so the signal reaches that one. */
  signal(name: ServiceName, signal: NodeJS.Signals): void {
    this.#running.get(name)?.kill(signal);
  }

  /** Ends a service by force. */
  async kill(name: ServiceName): Promise<void> {
    await this.#end(name, 'SIGKILL');
  }

  async stop(): Promise<void> {
    for (const name of [...serviceNames].reverse()) await this.#end(name, 'SIGTERM');
  }

  /** What its pager got since then, oldest first. */
  async pagesSince(time: number): Promise<KeptPage[]> {
    const text = await readFile(join(this.#options.folder, 'pages.jsonl'), 'utf8').catch(() => '');
    const pages = text.split('\n').flatMap((line): KeptPage[] => (line === '' ? [] : [JSON.parse(line)]));
    return pages.filter(({ receivedAt }) => Date.parse(receivedAt) >= time);
  }

  /** Names of the alerts that fire at its Prometheus, but those that are never sent. */
  async firing(): Promise<string[]> {
    const rows = await this.query('ALERTS{alertstate="firing",severity!="info"}');
    return rows.map(({ metric }) => metric.alertname ?? '').sort();
  }

  /** `all`, or the servers that its Prometheus does not reach, itself among them while it does not answer. */
  async reached(): Promise<string> {
    const rows = await this.query('up{job=~"alertmanager|fleetwatch|prometheus"}');
    const away = rows.filter(({ value }) => value[1] !== '1');
    if (rows.length === 6 && away.length === 0) return 'all';
    return away.map(({ metric }) => `${metric.job} of ${metric.machine}`).join(', ');
  }

  /** What its Prometheus answers; nothing while it does not. */
  async query(promql: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
    try {
      const address = `http://${this.console}:9090/api/v1/query?query=${encodeURIComponent(promql)}`;
      const response = await fetch(address, { signal: AbortSignal.timeout(5000) });
      const { data } = (await response.json()) as {
        data: { result: { metric: Record<string, string>; value: [number, string] }[] };
      };
      return data.result;
    } catch {
      return [];
    }
  }

  /** A metric of this machine that its fleetwatch shows now; nothing while it does not answer. */
  async figure(name: string): Promise<number | undefined> {
    try {
      const response = await fetch(`http://${this.console}:9877/metrics`, { signal: AbortSignal.timeout(5000) });
      const line = new RegExp(`^${name}\\{machine="${this.name}"\\} (.+)$`, 'm').exec(await response.text());
      return line === null ? undefined : Number(line[1]);
    } catch {
      return undefined;
    }
  }

  /** Silences an alert that there is not, at this host's Alertmanager; with its id. Rejects where it does not answer. */
  async silence(): Promise<string> {
    const response = await fetch(`http://${this.console}:9093/api/v2/silences`, {
      method: 'POST',
      signal: AbortSignal.timeout(5000),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        matchers: [{ name: 'alertname', value: 'NobodyRaisesThis', isRegex: false, isEqual: true }],
        startsAt: new Date().toISOString(),
        endsAt: new Date(Date.now() + 3_600_000).toISOString(),
        createdBy: 'test',
        comment: `set on ${this.name}`,
      }),
    });
    const { silenceID } = (await response.json()) as { silenceID: string };
    return silenceID;
  }

  /** Whether its Alertmanager knows a silence. */
  async knowsSilence(id: string): Promise<boolean> {
    try {
      const address = `http://${this.console}:9093/api/v2/silence/${id}`;
      const response = await fetch(address, { signal: AbortSignal.timeout(5000) });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }

  async #end(name: ServiceName, signal: NodeJS.Signals): Promise<void> {
    const child = this.#running.get(name);
    if (child === undefined || !this.#isRunning(name)) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    // One that was stopped would wait for ever.
    child.kill('SIGCONT');
    await ended;
  }

  #isRunning(name: ServiceName): boolean {
    const child = this.#running.get(name);
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  }
}

/** Whether a server on a host answers the test. */
export function ready(console: string, port: number, path: string): () => Promise<boolean> {
  return () => answers(`http://${console}:${port}${path}`);
}
