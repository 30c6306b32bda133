import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { execa, type Options } from 'execa';
import { systemCode } from '../../systemCode.js';
import { environmentOf, type Order, searchPath } from './order.js';
import { BoundedOutput } from './output.js';

/** How a command ended. */
export type CommandEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timed-out'; readonly seconds: number }
  /** It was given up, since something else had to begin. */
  | { readonly kind: 'aborted' }
  | { readonly kind: 'not-started'; readonly reason: string };

export interface CommandResult {
  readonly end: CommandEnd;
  /** Both streams as they came, at most 64 KiB. It may hold credentials. */
  readonly output: string;
}

/** Runs a command to its end; never rejects. `started` is told its process id at once. */
export type RunCommand = (order: Order, abort: AbortSignal, started?: (pid: number) => void) => Promise<CommandResult>;

/** Milliseconds between SIGTERM and SIGKILL. */
const grace = 2000;
/** Milliseconds that output is still waited for when the command has ended: a process that it left behind may hold it open. */
const drain = 200;

/**
 * Starts a command without a shell, in a session of its own, with an environment of three variables. At its deadline all
 * of its process group is asked to end (SIGTERM), then made to (SIGKILL). What it leaves behind when it ends in time goes
 * on: a procedure may start agents.
 */
export const runCommand: RunCommand = async (order, abort, started) => {
  if (abort.aborted) return { end: { kind: 'aborted' }, output: '' };
  if (!(await isFolder(order.directory))) {
    return { end: { kind: 'not-started', reason: `there is no folder ${order.directory}` }, output: '' };
  }
  const child = execa(order.file, order.arguments, optionsOf(order));
  if (child.pid !== undefined) started?.(child.pid);
  const output = new BoundedOutput();
  child.all.on('data', (chunk: Buffer) => output.take(chunk));
  // The stream breaks off where a process left behind has it open; what came until then counts.
  child.all.on('error', () => undefined);
  child.once('exit', () => {
    setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, drain);
  });
  const why = await untilEnded(child, order.deadlineSeconds, abort);
  if (why === 'abort') return { end: { kind: 'aborted' }, output: output.text() };
  if (why === 'deadline') return { end: { kind: 'timed-out', seconds: order.deadlineSeconds }, output: output.text() };
  const { exitCode, signal, code, originalMessage } = await child;
  if (exitCode !== undefined) return { end: { kind: 'exited', code: exitCode }, output: output.text() };
  if (signal !== undefined) return { end: { kind: 'killed', signal }, output: output.text() };
  const reason = code === 'ENOENT' ? missingProgram(order.file) : (originalMessage ?? 'no reason is given');
  return { end: { kind: 'not-started', reason }, output: output.text() };
};

/** A name without a slash is looked for in the search path (execvp(3)). */
function missingProgram(file: string): string {
  return `there is no program ${file.includes('/') ? file : `\`${file}\` in ${searchPath}`}`;
}

/** Waits for the end of a command, and brings it about at the deadline or when it is given up. */
async function untilEnded(
  child: Started,
  deadlineSeconds: number,
  abort: AbortSignal,
): Promise<'end' | 'deadline' | 'abort'> {
  const { pid } = child;
  if (pid === undefined) return 'end';
  const exited = new Promise<'end'>((resolve) => child.once('exit', () => resolve('end')));
  const stop = new AbortController();
  const deadline = delay(deadlineSeconds * 1000, 'deadline' as const, { signal: stop.signal });
  const aborted = abort.aborted
    ? Promise.resolve('abort' as const)
    : once(abort, 'abort', { signal: stop.signal }).then(() => 'abort' as const);
  const why = await Promise.race([exited, deadline, aborted].map((one) => one.catch(() => 'end' as const)));
  stop.abort();
  if (why !== 'end') {
    signalGroup(pid, 'SIGTERM');
    await Promise.race([exited, delay(grace)]);
    signalGroup(pid, 'SIGKILL');
    // A process that the kernel holds (state D) does not even end then: nobody waits for it.
    await Promise.race([exited, delay(grace)]);
  }
  return why;
}

interface Started {
  readonly pid?: number | undefined;
  once(event: 'exit', listener: () => void): unknown;
}

/** Signals all processes of a group; none may be left. */
export function signalGroup(leader: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-leader, name);
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes(systemCode(error) ?? '')) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

function optionsOf(order: Order) {
  return {
    cwd: order.directory,
    env: environmentOf(order),
    extendEnv: false,
    shell: false,
    preferLocal: false,
    // A session of its own (setsid(2)): Ctrl-C reaches fleetwatch alone, and all of the group can be ended.
    detached: true,
    cleanup: false,
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
    encoding: 'buffer',
  } as const satisfies Options;
}
