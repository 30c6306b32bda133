import { readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readCommandLine } from '../../system/commandLine.js';
import { readEnvironment } from '../../system/environment.js';
import { listPids } from '../../system/pids.js';
import { readProcessStat } from '../../system/processStat.js';
import type { Order } from './order.js';
import { signalGroup } from './run.js';

/** Milliseconds between two looks. */
const beat = 100;
/** Milliseconds between SIGTERM and SIGKILL. */
const grace = 2000;

/**
 * Waits for a command that an earlier fleetwatch, which was killed, has started: what still runs has its end, else at
 * `until` (Unix milliseconds) it is ended like any other. Only then its verify can say how it stands.
 */
export async function settleLeftBehind(order: Order, until: number): Promise<void> {
  const found = await findLeftBehind(order);
  for (const pid of found) {
    const isGone = gone(pid);
    while (!isGone() && Date.now() < until) await delay(beat);
    if (isGone()) continue;
    signalGroup(pid, 'SIGTERM');
    const killAt = Date.now() + grace;
    while (!isGone() && Date.now() < killAt) await delay(beat);
    signalGroup(pid, 'SIGKILL');
    while (!isGone() && Date.now() < killAt + grace) await delay(beat);
  }
}

/** Says in the folder of the change what runs for it, before anything else can happen to this program. */
export function noteRunning(folder: string, pid: number): void {
  const ticks = startTicks(pid);
  if (ticks !== undefined) writeFileSync(join(folder, 'running'), `${pid} ${ticks}`, { mode: 0o600 });
}

/**
 * Processes that run this order: the one that was noted, and those of which the program did not live to note them. Their `HOME` is the folder of the change, their arguments end as those of the order do (a
 * script has its interpreter before its own), and they lead a session. What an order has left behind on purpose, an agent
 * that it started, does not. The cheap question comes first.
 */
async function findLeftBehind({ file, arguments: rest, home }: Order): Promise<number[]> {
  const noted = await readNoted(home);
  const found = noted === undefined ? [] : [noted];
  for (const pid of listPids('/proc')) {
    if (pid === process.pid || pid === noted) continue;
    const commandLine = await readCommandLine('/proc', pid);
    if (typeof commandLine === 'string' || commandLine === undefined) continue;
    if (!endsWith(commandLine, rest.length > 0 ? rest : [file])) continue;
    if ((await isAtHome(pid, home)) && isSessionLeader(pid)) found.push(pid);
  }
  return found;
}

async function readNoted(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, 'running'), 'utf8').catch(() => '');
  const [pid = Number.NaN, ticks] = text.split(' ').map(Number);
  return startTicks(pid) === ticks && ticks !== undefined && (await isAtHome(pid, folder)) ? pid : undefined;
}

async function isAtHome(pid: number, home: string): Promise<boolean> {
  const environment = await readEnvironment('/proc', pid, ['HOME']);
  return typeof environment === 'object' && environment.get('HOME') === home;
}

/** Field 6 of proc_pid_stat(5), counted from the end of the name, which may hold anything. */
function isSessionLeader(pid: number): boolean {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [, , , session] = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return Number(session) === pid;
  } catch {
    return false;
  }
}

function endsWith(all: readonly string[], end: readonly string[]): boolean {
  return all.length >= end.length && end.every((one, index) => all[all.length - end.length + index] === one);
}

function gone(pid: number): () => boolean {
  const ticks = startTicks(pid);
  return () => ticks === undefined || startTicks(pid) !== ticks;
}

function startTicks(pid: number): number | undefined {
  const stat = readProcessStat('/proc', pid);
  return stat === undefined || stat === 'denied' || stat.state === 'zombie' ? undefined : stat.startTicks;
}
