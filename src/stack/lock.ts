import { link, rm } from 'node:fs/promises';
import { readJson, writeJson } from '../state/store.js';
import { systemCode } from '../systemCode.js';
import { isAlive, startTicksOf } from './leftovers.js';

/**
 * Takes a run directory for this process. The pid and start time in the file tell whether its owner still lives, so a
 * killed owner does not lock the directory for good.
 *
 * @returns the pid of the live owner where the directory is taken
 */
export async function takeLock(file: string): Promise<number | undefined> {
  const own = `${file}.${process.pid}`;
  await writeJson(own, { pid: process.pid, startTicks: startTicksOf(process.pid) ?? 0 });
  try {
    for (;;) {
      // A link appears with its content, and only if nobody else's is there (link(2)).
      if (await linked(own, file)) return undefined;
      const owner = await readJson(file);
      if (isOwner(owner) && isAlive({ name: 'up', ...owner })) return owner.pid;
      await rm(file, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

async function linked(existing: string, wanted: string): Promise<boolean> {
  try {
    await link(existing, wanted);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function isOwner(value: unknown): value is { pid: number; startTicks: number } {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startTicks } = value as { pid?: unknown; startTicks?: unknown };
  return typeof pid === 'number' && typeof startTicks === 'number';
}
