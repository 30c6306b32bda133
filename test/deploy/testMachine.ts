import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ComposeService } from './composeFile.js';
import { containerScript } from './container.js';

/** Answer of a server on a test machine; nothing where it gave none. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

const ask = `fetch(process.argv[1], { signal: AbortSignal.timeout(4000) })
  .then(async (answer) => console.log(JSON.stringify({ status: answer.status, body: await answer.text() })))
  .catch(() => {})`;

/**
 * A machine for tests: network, processes and mounts of its own (namespaces(7)), and what it keeps below one folder. Its
 * services are those of docker-compose.yml. When it ends, all of its processes do.
 */
export class TestMachine {
  readonly folder: string;
  readonly #keeper: ChildProcess;
  readonly #pid: number;
  readonly #running = new Map<string, ChildProcess>();

  private constructor(folder: string, keeper: ChildProcess, pid: number) {
    this.folder = folder;
    this.#keeper = keeper;
    this.#pid = pid;
  }

  static async start(folder: string): Promise<TestMachine> {
    mkdirSync(join(folder, 'log'), { recursive: true });
    const isolated = ['--net', '--pid', '--fork', '--kill-child', '--mount', '--mount-proc'];
    const keeper = spawn('unshare', [...isolated, 'sh', '-c', 'echo up; exec sleep infinity'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (keeper.stdout !== null) await once(keeper.stdout, 'data');
    const machine = new TestMachine(folder, keeper, childOf(keeper.pid));
    machine.run('ip', 'link', 'set', 'lo', 'up');
    return machine;
  }

  /** Joins two machines by a cable, each with its address. */
  static connect(one: readonly [TestMachine, string], other: readonly [TestMachine, string]): void {
    one[0].run('ip', 'link', 'add', 'lan', 'type', 'veth', 'peer', 'name', 'lan', 'netns', String(other[0].#pid));
    for (const [machine, address] of [one, other]) {
      machine.run('ip', 'address', 'add', `${address}/24`, 'dev', 'lan');
      machine.run('ip', 'link', 'set', 'lan', 'up');
    }
  }

  /** Runs a command in the network of this machine. */
  run(program: string, ...commandLine: readonly string[]): string {
    const entered = ['--target', String(this.#pid), '--net', program, ...commandLine];
    return execFileSync('nsenter', entered, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  }

  /** Starts a service as its container would be started; `log/<service>.log` takes what it prints. */
  startService(service: ComposeService, program: readonly string[]): void {
    const root = join(this.folder, 'containers', service.name);
    mkdirSync(root, { recursive: true });
    const script = containerScript(service, program, { host: this.folder, root });
    const log = openSync(this.logOf(service.name), 'a');
    const entered = ['--target', String(this.#pid), '--net', '--pid', '--mount'];
    const child = spawn('nsenter', [...entered, 'unshare', '--mount', 'sh', '-c', script], {
      stdio: ['ignore', log, log],
    });
    this.#running.set(service.name, child);
  }

  logOf(service: string): string {
    return join(this.folder, 'log', `${service}.log`);
  }

  /** What a server on this machine, or beyond its network, answers. */
  get(url: string): Answer | undefined {
    const printed = this.run(process.execPath, '-e', ask, url);
    return printed === '' ? undefined : JSON.parse(printed);
  }

  /** A process of the test's own in the network of this machine; it ends with the machine. */
  background(program: string, ...commandLine: readonly string[]): void {
    const entered = ['--target', String(this.#pid), '--net', '--pid', program, ...commandLine];
    spawn('nsenter', entered, { stdio: 'ignore' });
  }

  /** Of the process of a service, what proc_pid_status(5) says. */
  statusOf(service: string): Readonly<Record<string, string>> {
    const outer = this.#running.get(service)?.pid;
    const lines = readFileSync(`/proc/${childOf(outer)}/status`, 'utf8')
      .trim()
      .split('\n');
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
    );
  }

  async stop(): Promise<void> {
    const ended = once(this.#keeper, 'exit');
    this.#keeper.kill('SIGKILL');
    await ended;
    const left = [...this.#running.values()].filter((child) => child.exitCode === null && child.signalCode === null);
    await Promise.race([Promise.all(left.map((child) => once(child, 'exit'))), delay(5000)]);
  }
}

/** Why no such machine can be made here; nothing where one can. */
export function namespacesMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root makes machines of network namespaces';
  const { status, stderr } = spawnSync('unshare', ['--net', '--mount', '--pid', '--fork', 'ip', 'link', 'show', 'lo'], {
    encoding: 'utf8',
  });
  return status === 0 ? undefined : `no network namespaces: ${stderr?.trim() || 'unshare or ip is not here'}`;
}

/** unshare(1) and nsenter(1) do not become what they run in another process namespace: it is their only child. */
function childOf(pid: number | undefined): number {
  const child = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
  if (!(child > 0)) throw new Error(`process ${pid} has not one child`);
  return child;
}
