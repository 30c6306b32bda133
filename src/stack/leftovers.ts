import { setTimeout as delay } from 'node:timers/promises';
import { readJson, writeJson } from '../state/store.js';
import { readProcessStat } from '../system/processStat.js';

/** A process that the stack has started; the start time keeps a reused pid from being taken for it. */
export interface StartedProcess {
  readonly name: string;
  readonly pid: number;
  readonly startTicks: number;
}

/** Time between SIGTERM and SIGKILL, in milliseconds. */
const graceMilliseconds = 5000;

/** The start ticks of a live process, or nothing. */
export function startTicksOf(pid: number): number | undefined {
  const stat = readProcessStat('/proc', pid);
  return stat === undefined || stat === 'denied' || stat.state === 'zombie' ? undefined : stat.startTicks;
}

export function isAlive({ pid, startTicks }: StartedProcess): boolean {
  return startTicksOf(pid) === startTicks;
}

/** The record of what a stack has started, for a next start that finds the former one killed. */
export class ProcessRecord {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async read(): Promise<StartedProcess[]> {
    const content = await readJson(this.#file);
    return Array.isArray(content) ? content.filter(isStartedProcess) : [];
  }

  write(processes: readonly StartedProcess[]): Promise<void> {
    return writeJson(this.#file, processes);
  }
}

/** Ends processes, all at once: a request first, then by force. Settles when they are gone. */
export async function endProcesses(processes: readonly StartedProcess[]): Promise<void> {
  for (const process of processes) signal(process, 'SIGTERM');
  await untilDead(processes);
  for (const process of processes) signal(process, 'SIGKILL');
  await untilDead(processes);
}

/** Waits until all have ended, but not longer than the grace. */
async function untilDead(processes: readonly StartedProcess[]): Promise<void> {
  const deadline = performance.now() + graceMilliseconds;
  while (processes.some(isAlive) && performance.now() < deadline) await delay(50);
}

function signal(target: StartedProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  if (!isAlive(target)) return;
  try {
    process.kill(target.pid, name);
  } catch {
    // It has ended between the look and the signal.
  }
}

function isStartedProcess(value: unknown): value is StartedProcess {
  if (typeof value !== 'object' || value === null) return false;
  const { name, pid, startTicks } = value as Partial<Record<keyof StartedProcess, unknown>>;
  return typeof name === 'string' && Number.isSafeInteger(pid) && Number.isSafeInteger(startTicks);
}
