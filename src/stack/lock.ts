import { readJson, writeJson } from '../state/store.js';
import { isAlive, startTicksOf } from './leftovers.js';

/**
 * Takes a run directory for this process. The pid and start time in the file tell whether its owner still lives, so a
 * killed owner does not lock the directory for good.
 *
 * @returns the pid of the live owner where the directory is taken
 */
export async function takeLock(file: string): Promise<number | undefined> {
  const owner = await readJson(file);
  if (isOwner(owner) && owner.pid !== process.pid && isAlive({ name: 'up', ...owner })) return owner.pid;
  await writeJson(file, { pid: process.pid, startTicks: startTicksOf(process.pid) ?? 0 });
  return undefined;
}

function isOwner(value: unknown): value is { pid: number; startTicks: number } {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startTicks } = value as { pid?: unknown; startTicks?: unknown };
  return typeof pid === 'number' && typeof startTicks === 'number';
}
