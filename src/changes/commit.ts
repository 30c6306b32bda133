import type { ChangeBook } from './book.js';
import { fold } from './fold.js';
import { type ChangeRecord, isFinished } from './record.js';
import { ChangeRefused } from './refused.js';
import { applyTasks, taskKey, testTasks } from './task/task.js';

/** Throws {@link ChangeRefused} where the change cannot be committed, whatever its gate says. */
export async function refuseUnfinished(book: ChangeBook, id: string): Promise<void> {
  refuseUnlessReady(await book.record(id));
}

/**
 * Ends the work on a change: it bakes from now on. Throws {@link ChangeRefused} where it is not active, or steps or tests
 * are not done.
 */
export async function commitChange(book: ChangeBook, id: string, by: string, now: () => number): Promise<ChangeRecord> {
  // A request that is not yet in the journal counts too.
  await refuseUnfinished(book, id);
  await book.journal.decide((entries) => {
    const record = fold(entries, now()).find((one) => one.id === id);
    if (record !== undefined) refuseUnlessReady(record);
    return { entries: [{ change: id, kind: 'committed', data: { by } }], result: undefined };
  });
  return book.record(id);
}

function refuseUnlessReady(record: ChangeRecord): void {
  const { id, state, tasks } = record;
  if (state !== 'active') throw new ChangeRefused(`${id} is ${state}: only an active change is committed`);
  const left = [...applyTasks(record), ...testTasks(record)].filter((task) => !isFinished(tasks.get(taskKey(task))));
  const [first] = left;
  if (first === undefined) return;
  const more = left.length > 1 ? ` and ${left.length - 1} more are` : ' is';
  throw new ChangeRefused(`${first.step} on ${first.machine}${more} not done: \`fleetwatch change apply ${id}\` first`);
}
