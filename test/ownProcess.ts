import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

/** Stops a process; resolves when it has: on a busy machine some of its threads go on until one of them has a turn. */
export async function pause(child: ChildProcess): Promise<void> {
  child.kill('SIGSTOP');
  while (child.exitCode === null && child.signalCode === null && !(await isStopped(child.pid))) {
    await new Promise(setImmediate);
  }
}

/** Whether its state is `T` (proc_pid_stat(5)). */
async function isStopped(pid: number | undefined): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}

/** Kills a process that still runs, and waits until it has ended. */
export function kill(child: ChildProcess | undefined): Promise<void> {
  return terminate(child, 'SIGKILL');
}

/** Tells a process that still runs to end, and waits until it has. */
export async function terminate(child: ChildProcess | undefined, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
