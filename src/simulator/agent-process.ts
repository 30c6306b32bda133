import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { Readable } from 'node:stream';
import { readAgentEvents } from './agent-events.js';
import type { AgentOrder, OrderDetails } from './faults.js';

/** What to start. */
export interface LaunchOrder {
  readonly python: string;
  /** Absolute path. */
  readonly script: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly workingDirectory: string;
  /** Absolute path; stdout and stderr are appended. */
  readonly logFile: string;
}

/** Whether an agent process took an order: `gone` when it ended or stayed silent for 5 s. */
export type OrderAnswer = 'accepted' | 'not-possible' | 'gone';

const answerDeadlineMs = 5_000;
/** Descriptor of the pipe on which an agent reports, after stdin, stdout and stderr. */
const reportDescriptor = 3;

/** A running agent script. Its stdin stays open: the agent ends when this process does, however it ends. */
export class AgentProcess {
  /** Resolves once the process is gone. */
  readonly exited: Promise<void>;
  /** Resolves once the process has tried to bind its ports, or is gone. */
  readonly portsTried: Promise<void>;
  #portsTaken: readonly number[] = [];
  #alive = true;
  #lastId = 0;
  readonly #child: ChildProcess;
  readonly #answers = new Map<number, (answer: OrderAnswer) => void>();

  constructor(order: LaunchOrder) {
    const log = openSync(order.logFile, 'a', 0o600);
    try {
      this.#child = spawn(order.python, [order.script, ...order.arguments], {
        cwd: order.workingDirectory,
        env: { ...order.environment, AGENT_REPORT_FD: String(reportDescriptor) },
        stdio: ['pipe', log, log, 'pipe'],
      });
    } finally {
      closeSync(log);
    }
    let onPortsTried = () => {};
    this.portsTried = new Promise((resolve) => {
      onPortsTried = resolve;
    });
    this.exited = new Promise((resolve) => {
      const end = () => {
        this.#alive = false;
        for (const answer of this.#answers.values()) answer('gone');
        onPortsTried();
        resolve();
      };
      this.#child.once('exit', end);
      // Emitted instead of `exit` where the interpreter cannot be started.
      this.#child.once('error', end);
    });
    // Writing to a process that has just ended is no failure of ours.
    this.#child.stdin?.on('error', () => {});
    const reports = this.#child.stdio[reportDescriptor];
    if (reports instanceof Readable) {
      readAgentEvents(reports, (event) => {
        if (event.event === 'ports') {
          this.#portsTaken = event.taken;
          onPortsTried();
        } else {
          this.#answers.get(event.id)?.(event.accepted ? 'accepted' : 'not-possible');
        }
      });
    }
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Undefined where the interpreter could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Its own ports that it could not bind at the last attempt. */
  get portsTaken(): readonly number[] {
    return this.#portsTaken;
  }

  /** Switches a fault of the process itself. */
  order(fault: AgentOrder, details: OrderDetails = {}): Promise<OrderAnswer> {
    if (!this.#alive) return Promise.resolve('gone');
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise<OrderAnswer>((resolve) => {
      const deadline = setTimeout(() => answer('gone'), answerDeadlineMs);
      const answer = (given: OrderAnswer) => {
        clearTimeout(deadline);
        this.#answers.delete(id);
        resolve(given);
      };
      this.#answers.set(id, answer);
      this.#child.stdin?.write(`${JSON.stringify({ id, fault, ...details })}\n`);
    });
  }

  /** Kills the process and waits until it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  /** Asks the process to end, kills it after `graceMs`, and waits until it is gone. */
  async stop(graceMs: number): Promise<void> {
    this.#child.kill('SIGTERM');
    const deadline = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
    await this.exited;
    clearTimeout(deadline);
  }
}
