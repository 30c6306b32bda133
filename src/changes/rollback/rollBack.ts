import { fold } from '../fold.js';
import type { Hold, NewEntry, TaskName } from '../journal/entry.js';
import { LockBusy } from '../lock/lock.js';
import { type ChangeRecord, isFinished, wasBegun } from '../record.js';
import { type Attendance, type Site, takeExecution, workplaceOf } from '../site.js';
import { performTask } from '../task/perform.js';
import { rollbackTasks, type Task, taskKey, undoTasks } from '../task/task.js';
import type { GiveUp, Workplace } from '../task/workplace.js';
import { heldBack, isPersonsWord, type RollbackLimits } from './limits.js';

/** Seconds that a rollback may take, from its begin to its end: what every change promises. */
export const rollbackBudgetSeconds = 300;

/** What became of a rollback that was to begin or to go on. */
export type RolledBack =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'dry-run'; readonly planned: readonly TaskName[] }
  | { readonly kind: 'held-back'; readonly hold: Hold }
  /** Another process executes the change, or nobody wants it rolled back. */
  | { readonly kind: 'busy' | 'not-requested' };

export interface RollbackOrder {
  readonly limits: RollbackLimits;
  /** Seconds for the whole of it. */
  readonly budgetSeconds: number;
  /** Milliseconds to wait for an `apply` that is to give its step up. */
  readonly patience: number;
  readonly attendance: Attendance;
  /** Ends the work at once, as a crash would. */
  readonly stop: AbortSignal;
}

/**
 * Takes a change back: what was done of its steps, the last first, then the rollback steps of its runbook. Begins what was
 * requested if nothing holds it back, and goes on where a crash has ended it. Rejects with `JournalRefused`,
 * `WorkStopped`, or the error of the system.
 */
export async function rollBack(site: Site, id: string, order: RollbackOrder): Promise<RolledBack> {
  const lock = await takeExecution(site.book.folderOf(id), order.patience).catch(unlessBusy);
  if (lock === undefined) return { kind: 'busy' };
  try {
    const begun = await begin(site, id, order);
    return 'record' in begun ? await takeBack(site, begun.record, order) : begun;
  } finally {
    await lock.release();
  }
}

/** What a rollback of the change would do, as it stands. */
export function tasksOfRollback(record: ChangeRecord): Task[] {
  const isBegun = (apply: TaskName) => wasBegun(record.tasks.get(taskKey(apply)));
  return [...undoTasks(record, isBegun), ...rollbackTasks(record)];
}

type Begun = { readonly record: ChangeRecord } | Exclude<RolledBack, { kind: 'done' | 'failed' }>;

async function begin({ book, now }: Site, id: string, order: RollbackOrder): Promise<Begun> {
  const isSwitchedOff = await book.isSwitchedOff();
  return book.journal.decide<Begun>((entries) => {
    const at = now();
    const all = fold(entries, at);
    const record = all.find((one) => one.id === id);
    if (record?.state === 'rolling-back') return { entries: [], result: { record } };
    if (record?.state !== 'rollback-requested') return { entries: [], result: { kind: 'not-requested' } };
    const isAutomatic = !isPersonsWord(record);
    if (isAutomatic && record.mode === 'dry-run') {
      const planned = tasksOfRollback(record).map(({ phase, step, machine }) => ({ phase, step, machine }));
      const data = { outcome: 'dry-run', reason: 'the change was begun with --rollback dry-run', planned } as const;
      return { entries: [{ change: id, kind: 'rollback-ended', data }], result: { kind: 'dry-run', planned } };
    }
    const hold = isAutomatic ? heldBack(record, all, order.limits, isSwitchedOff, at) : undefined;
    if (hold !== undefined) {
      const entry: NewEntry = { change: id, kind: 'rollback-held-back', data: { hold } };
      return { entries: record.heldBack === hold ? [] : [entry], result: { kind: 'held-back', hold } };
    }
    const data = { automatic: isAutomatic, budgetSeconds: order.budgetSeconds };
    return {
      entries: [{ change: id, kind: 'rollback-started', data }],
      result: { record: { ...record, state: 'rolling-back', rollbackStartedAt: at } },
    };
  });
}

async function takeBack(site: Site, record: ChangeRecord, order: RollbackOrder): Promise<RolledBack> {
  const giveUp = new AbortController();
  const because = (why: GiveUp) => () => giveUp.abort(why);
  const spent = site.now() - (record.rollbackStartedAt ?? site.now());
  const timer = setTimeout(because('budget'), Math.max(0, order.budgetSeconds * 1000 - spent));
  order.stop.addEventListener('abort', because('stop'), { once: true });
  if (order.stop.aborted) giveUp.abort('stop');
  try {
    const place = workplaceOf(site, record, order.attendance, giveUp.signal);
    const reason = await performAll(tasksOfRollback(record), record, place, order.budgetSeconds);
    const data = { outcome: reason === undefined ? 'done' : 'failed', reason: reason ?? '' } as const;
    await site.book.journal.append({ change: record.id, kind: 'rollback-ended', data });
    return reason === undefined ? { kind: 'done' } : { kind: 'failed', reason };
  } finally {
    clearTimeout(timer);
  }
}

/** Why it has failed, if it has. Nothing is taken back past a step of which nobody knows that it is. */
async function performAll(
  tasks: readonly Task[],
  record: ChangeRecord,
  place: Workplace,
  budgetSeconds: number,
): Promise<string | undefined> {
  for (const task of tasks) {
    const state = record.tasks.get(taskKey(task));
    if (isFinished(state)) continue;
    if (place.abort.aborted && place.abort.reason === 'budget') return overdue(task, budgetSeconds);
    const { outcome, reason } = await performTask(task, state, place);
    if (outcome === 'failed' || outcome === 'unknown' || outcome === 'waiting') {
      if (place.abort.aborted) return overdue(task, budgetSeconds);
      return `${task.step} on ${task.machine}: ${reason}`;
    }
  }
  return undefined;
}

function overdue({ step, machine }: TaskName, budgetSeconds: number): string {
  return `it was not over after ${budgetSeconds} s: ${step} on ${machine} is not taken back`;
}

function unlessBusy(error: unknown): undefined {
  if (!(error instanceof LockBusy)) throw error;
}
