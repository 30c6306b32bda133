import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
/** The program as it is built. */
export const program = join(root, 'dist/cli/main.js');

export type MachineName = 'alpha' | 'beta';

/** One page as the pager keeps it. */
export interface KeptPage {
  /** RFC 3339. */
  readonly receivedAt: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
}

/** Where the servers of a stack are, `http://host:port` each. */
export type StackUrls = Readonly<Record<MachineName | 'prometheus' | 'alertmanager' | 'pager', string>>;

interface Row {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** What can be asked of a running stack, however it was started. */
export abstract class StackView {
  readonly runDirectory: string;
  readonly urls: StackUrls;

  constructor(runDirectory: string, urls: StackUrls) {
    this.runDirectory = runDirectory;
    this.urls = urls;
  }

  /** What to show a reader of the test when something did not happen. */
  abstract get output(): string;

  /** Where the simulator takes its orders. */
  get demoSocket(): string {
    return join(this.runDirectory, 'demo.sock');
  }

  /** Runs `fleetwatch demo fault`. */
  async fault(agent: string, fault: string): Promise<void> {
    const words = ['demo', 'fault', agent, fault, '--run-directory', this.runDirectory];
    const [code] = await once(spawn(process.execPath, [program, ...words]), 'exit');
    if (code !== 0) throw new Error(`demo fault ${agent} ${fault} ended with ${code}`);
  }

  /** Has an exporter read its files again, whether it can or not. */
  async reload(machine: MachineName): Promise<void> {
    await fetch(`${this.urls[machine]}/-/reload`, { method: 'POST' });
  }

  /** The alerts that Prometheus has rules for. */
  async alertNames(): Promise<string[]> {
    const response = await fetch(`${this.urls.prometheus}/api/v1/rules?type=alert`);
    const { data } = (await response.json()) as { data: { groups: { rules: { name: string }[] }[] } };
    return data.groups.flatMap(({ rules }) => rules.map(({ name }) => name));
  }

  /** The value of an instant query that yields one number; `undefined` where it yields none. */
  async query(promql: string): Promise<number | undefined> {
    const value = (await this.#ask(promql))[0]?.value[1];
    return value === undefined ? undefined : Number(value);
  }

  /** The labels of each row that an instant query yields. */
  async rows(promql: string): Promise<Readonly<Record<string, string>>[]> {
    return (await this.#ask(promql)).map(({ metric }) => metric);
  }

  async #ask(promql: string): Promise<Row[]> {
    const response = await fetch(`${this.urls.prometheus}/api/v1/query?query=${encodeURIComponent(promql)}`);
    const { data } = (await response.json()) as { data: { result: Row[] } };
    return data.result;
  }

  /** Waits until each agent of the demo fleet has been looked at. */
  async untilKnown(): Promise<void> {
    const known = () => this.query('sum(fleet_agent_verdict{verdict!="unknown"})');
    await this.until('all agents are known', async () => (await known()) === 77, 60);
  }

  async pages(): Promise<readonly KeptPage[]> {
    const response = await fetch(`${this.urls.pager}/pages`);
    return (await response.json()) as KeptPage[];
  }

  /** Pages that name an agent, as `status alertname`. */
  async pagesOf(agent: string): Promise<string[]> {
    const own = (await this.pages()).filter(({ labels }) => labels.agent === agent);
    return own.map(({ status, labels }) => `${status} ${labels.alertname}`);
  }

  /** Waits for a condition; fails with what the stack has printed. Seconds waited are the answer. */
  async until(what: string, condition: () => Promise<boolean>, seconds: number): Promise<number> {
    const started = performance.now();
    for (;;) {
      if (await condition()) return (performance.now() - started) / 1000;
      if (performance.now() - started > seconds * 1000)
        throw new Error(`not within ${seconds} s: ${what}\n${this.output}`);
      await delay(100);
    }
  }

  /** Processes that still have the run directory or a program of this stack in their command line. */
  async leftProcesses(): Promise<string[]> {
    return (await runningProcesses()).filter((line) => line.includes(this.runDirectory));
  }

  /** Agents of other simulated fleets on this machine: where one of this fleet is dead, theirs of the same name stands for it. */
  async strangers(): Promise<string[]> {
    const agents = (await runningProcesses()).filter((line) => /python3? \S+\/agents\/\S+\.py/.test(line));
    return agents.filter((line) => !line.includes(this.runDirectory));
  }
}

/** Each process as `command line > file of its standard output`. */
async function runningProcesses(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(
    pids.map(async (pid) => {
      const line = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
      const stdout = await readlink(`/proc/${pid}/fd/1`).catch(() => '');
      return `${line} > ${stdout}`;
    }),
  );
}
