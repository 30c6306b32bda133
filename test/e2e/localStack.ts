import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = join(root, 'dist/cli/main.js');

/** One page as the pager keeps it. */
export interface KeptPage {
  /** RFC 3339. */
  readonly receivedAt: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
}

/** The whole stack as a user starts it, on addresses and ports of its own, so that it disturbs no other. */
export class LocalStack {
  readonly runDirectory: string;
  readonly urls: Readonly<Record<'alpha' | 'beta' | 'prometheus' | 'alertmanager' | 'pager', string>>;
  readonly #child: ChildProcess;
  #output = '';

  private constructor(runDirectory: string, urls: LocalStack['urls'], child: ChildProcess) {
    this.runDirectory = runDirectory;
    this.urls = urls;
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
  }

  static async start(): Promise<LocalStack> {
    const runDirectory = await mkdtemp(join(tmpdir(), 'fleetwatch-e2e-'));
    const [alpha = 0, beta = 0, prometheus = 0, alertmanager = 0, pager = 0] = await freePorts(5);
    const third = 10 + Math.floor(Math.random() * 200);
    // A copy, so that agents of another simulated fleet, which run the same scripts, are not taken for these.
    await cp(join(root, 'examples/demo'), join(runDirectory, 'fleet'), { recursive: true });
    const config = join(runDirectory, 'fleet/fleetwatch.yaml');
    await writeFile(
      config,
      settings(await readFile(config, 'utf8'), [
        { address: `127.${third}.1.1`, port: alpha },
        { address: `127.${third}.1.2`, port: beta },
      ]),
    );
    const ports = ['--prometheus-port', prometheus, '--alertmanager-port', alertmanager, '--pager-port', pager].map(
      String,
    );
    const child = spawn(
      process.execPath,
      [
        program,
        'up',
        '--config',
        config,
        '--simulate',
        '--run-directory',
        runDirectory,
        '--tools-directory',
        join(root, '.fleetwatch/tools'),
        ...ports,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const local = (port: number) => `http://127.0.0.1:${port}`;
    const urls = {
      alpha: local(alpha),
      beta: local(beta),
      prometheus: local(prometheus),
      alertmanager: local(alertmanager),
      pager: local(pager),
    };
    const stack = new LocalStack(runDirectory, urls, child);
    await stack.until(
      'the stack is up',
      async () => {
        if (child.exitCode !== null) throw new Error(`up ended with ${child.exitCode}:\n${stack.output}`);
        return stack.output.includes('Ctrl-C ends everything');
      },
      90,
    );
    return stack;
  }

  /** What `up` has printed, pages included. */
  get output(): string {
    return this.#output;
  }

  /** Ends the stack as Ctrl-C does; with its exit code. */
  async interrupt(): Promise<number | null> {
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGINT');
      await once(this.#child, 'exit');
    }
    return this.#child.exitCode;
  }

  async remove(): Promise<void> {
    await this.interrupt();
    await rm(this.runDirectory, { recursive: true, force: true });
  }

  /** Runs `fleetwatch demo fault`. */
  async fault(agent: string, fault: string): Promise<void> {
    const child = spawn(process.execPath, [
      program,
      'demo',
      'fault',
      agent,
      fault,
      '--run-directory',
      this.runDirectory,
    ]);
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`demo fault ${agent} ${fault} ended with ${code}`);
  }

  /** Has an exporter read its files again, whether it can or not. */
  async reload(machine: 'alpha' | 'beta'): Promise<void> {
    await fetch(`${this.urls[machine]}/-/reload`, { method: 'POST' });
  }

  /** Sends a signal to one service of the stack. */
  async signal(service: string, signal: NodeJS.Signals): Promise<void> {
    const record = await readFile(join(this.runDirectory, 'processes.json'), 'utf8');
    const processes = JSON.parse(record) as { name: string; pid: number }[];
    const pid = processes.find(({ name }) => name === service)?.pid;
    if (pid === undefined) throw new Error(`the stack has no service ${service}`);
    process.kill(pid, signal);
  }

  /** The alerts that Prometheus has rules for. */
  async alertNames(): Promise<string[]> {
    const response = await fetch(`${this.urls.prometheus}/api/v1/rules?type=alert`);
    const { data } = (await response.json()) as { data: { groups: { rules: { name: string }[] }[] } };
    return data.groups.flatMap(({ rules }) => rules.map(({ name }) => name));
  }

  /** The value of an instant query that yields one number; `undefined` where it yields none. */
  async query(promql: string): Promise<number | undefined> {
    const response = await fetch(`${this.urls.prometheus}/api/v1/query?query=${encodeURIComponent(promql)}`);
    const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
    const value = data.result[0]?.value[1];
    return value === undefined ? undefined : Number(value);
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

  /** Waits for a condition; fails with what `up` has printed. Seconds waited are the answer. */
  async until(what: string, condition: () => Promise<boolean>, seconds: number): Promise<number> {
    const started = performance.now();
    for (;;) {
      if (await condition()) return (performance.now() - started) / 1000;
      if (performance.now() - started > seconds * 1000)
        throw new Error(`not within ${seconds} s: ${what}\n${this.#output}`);
      await delay(100);
    }
  }

  /** Processes that still have the run directory or a program of this stack in their command line. */
  async leftProcesses(): Promise<string[]> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const lines = await Promise.all(
      pids.map(async (pid) => {
        const line = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
        const stdout = await readlink(`/proc/${pid}/fd/1`).catch(() => '');
        return `${line} > ${stdout}`;
      }),
    );
    return lines.filter((line) => line.includes(this.runDirectory));
  }
}

interface MachineEntry {
  readonly address: string;
  readonly port: number;
}

/** The settings of the demo fleet, on other addresses. */
function settings(shipped: string, machines: readonly MachineEntry[]): string {
  const document = parseDocument(shipped);
  for (const [index, { address, port }] of machines.entries()) {
    document.setIn(['machines', index, 'address'], address);
    document.setIn(['machines', index, 'listen', 'port'], port);
  }
  return document.toString();
}

/** Ports that nobody has at the moment, all different. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
