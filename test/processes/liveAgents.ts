import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * An agent that does what its arguments say and tells in one line what it has done. The alarm ends it and what it
 * leaves behind, whatever becomes of the test.
 */
const agentScript = `
import json, os, signal, socket, sys
signal.alarm(60)
facts = {'pid': os.getpid()}
def fork(then):
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        then()
        os._exit(0)
    return child
if 'listen' in sys.argv:
    listener = socket.create_server(('127.0.0.1', 0))
    facts['port'] = listener.getsockname()[1]
if 'worker' in sys.argv:
    facts['worker'] = fork(signal.pause)
if 'dead-child' in sys.argv:
    facts['dead'] = fork(lambda: None)
print(json.dumps(facts), flush=True)
signal.pause()
`;

/** Starts an agent as a boot script does, and never waits for it. */
const bootScript = `
import json, os, signal, sys
signal.alarm(60)
agent = os.fork()
if agent == 0:
    sys.stdin.readline()
    os.execve(sys.executable, [sys.executable, sys.argv[1]], {**os.environ, 'AGENT_NAME': sys.argv[2]})
print(json.dumps({'pid': os.getpid(), 'agent': agent}), flush=True)
signal.pause()
`;

/** What a script has told: process ids and ports by name. */
export type Facts = Readonly<Record<string, number>>;

/** A project folder with scripts, and the processes that run them. */
export class LiveAgents {
  readonly #folder = realpathSync(mkdtempSync(join(tmpdir(), 'fleetwatch-live-')));
  readonly #children: ChildProcess[] = [];
  readonly #pids = new Set<number>();

  constructor() {
    for (const root of ['alpha', 'beta']) {
      mkdirSync(this.path(root, 'agents'), { recursive: true });
      for (const script of ['router', 'planner', 'worker', 'old']) {
        writeFileSync(this.path(root, 'agents', `${script}.py`), agentScript);
      }
    }
    writeFileSync(this.path('boot.py'), bootScript);
    symlinkSync('alpha', this.path('current'));
  }

  path(...parts: readonly string[]): string {
    return join(this.#folder, ...parts);
  }

  /** Runs python3 and gives what its script tells first. A pid among it is ended with the test. */
  async python(argv: readonly string[], how: { name?: string; cwd?: string } = {}): Promise<Facts> {
    const { AGENT_NAME: _, ...environment } = process.env;
    const child = spawn('python3', argv, {
      cwd: how.cwd ?? '/',
      env: how.name === undefined ? environment : { ...environment, AGENT_NAME: how.name },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#children.push(child);
    const lines = createInterface({ input: child.stdout });
    const [line]: unknown[] = await once(lines, 'line', { signal: AbortSignal.timeout(10_000) });
    const facts: unknown = JSON.parse(String(line));
    if (!isFacts(facts)) throw new Error('the script told no facts');
    for (const [what, value] of Object.entries(facts)) if (what !== 'port') this.#pids.add(value);
    return facts;
  }

  /** Sends a line to what was started last. */
  say(line: string): void {
    this.#children.at(-1)?.stdin?.write(`${line}\n`);
  }

  kill(pid: number | undefined): void {
    if (pid === undefined) throw new Error('there is no process to end');
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }

  async close(): Promise<void> {
    for (const pid of this.#pids) this.kill(pid);
    await Promise.all(
      this.#children.map((child) =>
        child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined,
      ),
    );
    rmSync(this.#folder, { recursive: true });
  }
}

function isFacts(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'number');
}
