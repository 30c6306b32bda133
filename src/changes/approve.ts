import type { ChangeBook } from './book.js';
import { fold } from './fold.js';
import type { ChangeRecord } from './record.js';
import { ChangeRefused } from './refused.js';

/**
 * A person's word that a change is to be rolled back now: also where a limit, the kill switch or its mode holds that back,
 * where it was only tried as a dry run, and where it has failed and is to go on. Throws {@link ChangeRefused} where nobody
 * has asked for a rollback.
 */
export async function approveRollback(book: ChangeBook, id: string, by: string, now: () => number): Promise<void> {
  await book.adoptRequests();
  await book.record(id);
  await book.journal.decide((entries) => {
    const record = fold(entries, now()).find((one) => one.id === id);
    if (record !== undefined) refuseUnlessAsked(record);
    return { entries: [{ change: id, kind: 'rollback-approved', data: { by } }], result: undefined };
  });
}

function refuseUnlessAsked({ id, state, rollback }: ChangeRecord): void {
  if (rollback === undefined) {
    throw new ChangeRefused(`nobody has asked to roll ${id} back; \`fleetwatch change rollback ${id}\` does`);
  }
  const isOver = state === 'committed' || state === 'rolled-back' || state === 'rolling-back';
  if (isOver) throw new ChangeRefused(`${id} is ${state}: there is nothing to approve`);
}
