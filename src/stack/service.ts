import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLine } from './lastLine.js';
import { endProcesses, type StartedProcess, startTicksOf } from './leftovers.js';

/** A process of the stack, before it runs. */
export interface ServiceOrder {
  readonly name: string;
  readonly file: string;
  readonly arguments: readonly string[];
  readonly workingDirectory: string;
  /** Its `PATH`. */
  readonly searchPath: string;
  readonly logFile: string;
  /** Whether what it prints is for the user; else it goes to the log file. */
  readonly prints?: boolean;
  /** True once the service can be used. */
  readonly isReady: () => Promise<boolean>;
}

export interface Service {
  readonly order: ServiceOrder;
  readonly process: StartedProcess;
  /** Settles when the process has ended, however it came about. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** A service could not be started; the message names its log. */
export class ServiceFailed extends Error {
  override readonly name = 'ServiceFailed';
}

const readyMilliseconds = 60_000;
const pollMilliseconds = 50;

/**
 * Starts a service. It gets a process group of its own, so that Ctrl-C reaches the stack alone, which then ends its
 * services in order.
 */
export async function startService(order: ServiceOrder): Promise<Service> {
  const child = await launch(order);
  const pid = child.pid;
  const startTicks = pid === undefined ? undefined : startTicksOf(pid);
  if (pid === undefined || startTicks === undefined)
    throw new ServiceFailed(`${order.name} ended before it was ready${hint(order)}`);
  const process: StartedProcess = { name: order.name, pid, startTicks };
  const running = child.exitCode === null && child.signalCode === null;
  const ended = running ? once(child, 'exit').then(() => undefined) : Promise.resolve();
  return { order, process, ended, stop: () => endProcesses([process]) };
}

/** Waits until a service can be used. Rejects if it ends before, or takes too long. */
export async function untilReady({ order, ended }: Service): Promise<void> {
  const state = { alive: true };
  void ended.then(() => {
    state.alive = false;
  });
  const deadline = Date.now() + readyMilliseconds;
  while (!(await order.isReady())) {
    if (!state.alive) throw new ServiceFailed(`${order.name} ended before it was ready${hint(order)}`);
    if (Date.now() > deadline) throw new ServiceFailed(`${order.name} is not ready after 60 s${hint(order)}`);
    await delay(pollMilliseconds);
  }
}

/** Whether an address answers with 2xx. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function launch(order: ServiceOrder): Promise<ChildProcess> {
  const log = openSync(order.logFile, 'a', 0o600);
  try {
    const output = order.prints === true ? 'inherit' : log;
    const child = spawn(order.file, [...order.arguments], {
      cwd: order.workingDirectory,
      env: { ...process.env, PATH: order.searchPath },
      detached: true,
      stdio: ['ignore', output, output],
    });
    await once(child, 'spawn');
    return child;
  } catch (error) {
    throw new ServiceFailed(`${order.name} cannot be started: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  } finally {
    closeSync(log);
  }
}

/** Where it stands why a service ended, and the last that it wrote there. */
export function hint({ prints, logFile }: ServiceOrder): string {
  if (prints === true) return '; what it printed says why';
  const last = lastLine(logFile);
  return last === undefined ? `; it wrote nothing to ${logFile}` : `; ${logFile} says why, at its end:\n  ${last}`;
}
