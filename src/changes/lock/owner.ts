import { readFileSync } from 'node:fs';
import { parsedJson } from '../../parsedJson.js';
import { readProcessStat } from '../../system/processStat.js';

/** Who has a lock. Boot, pid and start name one process for good: a pid is given again, also after a boot. */
export interface LockOwner {
  readonly pid: number;
  /** Clock ticks after boot: field 22 of proc_pid_stat(5). */
  readonly startTicks: number;
  readonly boot: string;
}

let own: LockOwner | undefined;

export function thisProcess(): LockOwner {
  own ??= { pid: process.pid, startTicks: ownTicks(), boot: bootId() };
  return own;
}

export function isAlive({ pid, startTicks, boot }: LockOwner): boolean {
  if (boot !== thisProcess().boot) return false;
  const found = startTicksOf(pid);
  return found === 'denied' || found === startTicks;
}

/** The owner that a lock file names; none where a power cut has left nothing that can be read. */
export function ownerIn(text: string): LockOwner | undefined {
  const value = parsedJson(text);
  return isOwner(value) ? value : undefined;
}

function startTicksOf(pid: number): number | 'denied' | undefined {
  const stat = readProcessStat('/proc', pid);
  if (stat === 'denied') return stat;
  return stat === undefined || stat.state === 'zombie' || stat.state === 'dead' ? undefined : stat.startTicks;
}

function ownTicks(): number {
  const ticks = startTicksOf(process.pid);
  return typeof ticks === 'number' ? ticks : 0;
}

/** Changes with each boot: random(4). */
function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
}

function isOwner(value: unknown): value is LockOwner {
  if (typeof value !== 'object' || value === null) return false;
  if (!('pid' in value && 'startTicks' in value && 'boot' in value)) return false;
  return Number.isSafeInteger(value.pid) && Number.isSafeInteger(value.startTicks) && typeof value.boot === 'string';
}
