import type { TaskName } from './journal/entry.js';
import { type ChangeRecord, isFinished } from './record.js';
import { ChangeRefused } from './refused.js';
import { readRequest } from './rollback/request.js';
import { type Attendance, type Site, tryExecution, workplaceOf } from './site.js';
import { performTask } from './task/perform.js';
import { applyTasks, type Task, taskKey, testTasks } from './task/task.js';
import type { Workplace } from './task/workplace.js';

/** How far the steps of a change have come. */
export type Applied =
  | { readonly kind: 'done' }
  /** A step has failed, nobody knows how it stands, or it waits for a person. */
  | {
      readonly kind: 'halted';
      readonly at: TaskName;
      readonly outcome: 'failed' | 'unknown' | 'waiting';
      readonly reason: string;
    }
  /** Somebody wants it rolled back: the step under way was given up. */
  | { readonly kind: 'rollback-requested' }
  /** Stopped between two steps. */
  | { readonly kind: 'stopped' };

/** Milliseconds between two looks whether a rollback was requested. */
const beat = 250;

/**
 * Does the steps of a change that are not done, in order, then its tests. Resumes where an earlier run ended, however it
 * ended. `stop` ends it after the step under way.
 *
 * Throws {@link ChangeRefused} where the change is not active or another process executes it.
 */
export async function applyChange(site: Site, id: string, attendance: Attendance, stop: AbortSignal): Promise<Applied> {
  const folder = site.book.folderOf(id);
  await activeChange(site, id);
  const lock = await tryExecution(folder);
  if (!('release' in lock)) throw new ChangeRefused(`process ${lock.pid} is at ${id}`);
  const giveUp = new AbortController();
  const look = async () => {
    if ((await readRequest(folder)) !== undefined) giveUp.abort('rollback');
  };
  // A look that fails is made again before the next step, where its failure ends the work.
  const watch = setInterval(() => void look().catch(() => undefined), beat);
  try {
    const record = await activeChange(site, id);
    const place = workplaceOf(site, record, attendance, giveUp.signal);
    return await perform([...applyTasks(record), ...testTasks(record)], record, place, stop);
  } finally {
    clearInterval(watch);
    await lock.release();
  }
}

async function perform(
  tasks: readonly Task[],
  record: ChangeRecord,
  place: Workplace,
  stop: AbortSignal,
): Promise<Applied> {
  for (const task of tasks) {
    if ((await readRequest(place.folder)) !== undefined) return { kind: 'rollback-requested' };
    if (stop.aborted) return { kind: 'stopped' };
    const state = record.tasks.get(taskKey(task));
    if (isFinished(state)) continue;
    const { outcome, reason } = await performTask(task, state, place);
    if (place.abort.aborted) return { kind: 'rollback-requested' };
    if (outcome === 'failed' || outcome === 'unknown' || outcome === 'waiting') {
      const { phase, step, machine } = task;
      return { kind: 'halted', at: { phase, step, machine }, outcome, reason };
    }
  }
  return { kind: 'done' };
}

async function activeChange({ book }: Site, id: string): Promise<ChangeRecord> {
  const record = await book.record(id);
  if (record.state !== 'active') throw new ChangeRefused(`${id} is ${record.state}: only an active change is applied`);
  return record;
}
