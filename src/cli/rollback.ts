import { setTimeout as delay } from 'node:timers/promises';
import { personNamed } from '../acknowledgements/request.js';
import { approveRollback } from '../changes/approve.js';
import type { ChangeBook } from '../changes/book.js';
import { ChangeRefused } from '../changes/refused.js';
import { isPersonsWord } from '../changes/rollback/limits.js';
import { rollBack, rollbackBudgetSeconds } from '../changes/rollback/rollBack.js';
import type { ChangeArguments } from './change.js';
import { silent, siteOf, telling, type WorkSurroundings } from './changeApply.js';
import { answering, meantChange, type OpenBook, openBook } from './changeBook.js';
import { changeJson, changeText } from './changeText.js';
import { exitCodes } from './exit.js';

export interface RollbackArguments extends ChangeArguments {
  readonly by?: string | undefined;
}

/** Milliseconds between two looks at a rollback that another process is at. */
const beat = 500;

/** `fleetwatch change rollback`: takes a change back now, whatever the limits say. */
export function rollbackCommand(given: RollbackArguments, around: WorkSurroundings): Promise<number> {
  return answering(around, async () => {
    const by = personNamed(given.by);
    const open = await openBook(given, around.now);
    const { id } = await meantChange(open.book, given.id);
    await ask(open.book, id, by, around.now);
    return finish(open, id, given, around);
  });
}

/** `fleetwatch rollback approve`: a person's word for a rollback that waits for one. */
export function approveCommand(given: RollbackArguments, around: WorkSurroundings): Promise<number> {
  return answering(around, async () => {
    const by = personNamed(given.by);
    const open = await openBook(given, around.now);
    const { id } = await meantChange(open.book, given.id);
    await approveRollback(open.book, id, by, around.now);
    return finish(open, id, given, around);
  });
}

/** Asks for the rollback; where a trigger has asked before, or one has failed, the person's word lets it begin. */
async function ask(book: ChangeBook, id: string, by: string, now: () => number): Promise<void> {
  const result = await book.requestRollback(id, { via: 'operator', who: by, at: now() });
  if (result === 'requested') return;
  const record = await book.record(id);
  if (result === 'not-open') throw new ChangeRefused(`${id} is ${record.state}: there is nothing to roll back`);
  if (record.state !== 'rolling-back' && !(record.state === 'rollback-requested' && isPersonsWord(record))) {
    await approveRollback(book, id, by, now);
  }
}

/** Rolls back here, or follows whoever is at it: an exporter may have been quicker. */
async function finish(open: OpenBook, id: string, given: RollbackArguments, around: WorkSurroundings): Promise<number> {
  const { book, settings } = open;
  const attendance = { person: waiting(around), progress: given.json ? silent : telling(around) };
  const { limits } = settings.changes;
  const order = { limits, budgetSeconds: rollbackBudgetSeconds, patience: beat, attendance, stop: around.stop };
  for (;;) {
    const result = await rollBack(siteOf(open, around), id, order);
    const record = await book.record(id);
    if (record.state === 'rolled-back' || record.state === 'rollback-failed') {
      around.write(given.json ? `${JSON.stringify(changeJson(record), undefined, 2)}\n` : changeText(record));
      return record.state === 'rolled-back' ? exitCodes.clean : exitCodes.found;
    }
    if (result.kind !== 'busy' || around.stop.aborted) {
      around.problem(`${id} is ${record.state}`);
      return exitCodes.couldNotRun;
    }
    await delay(beat);
  }
}

/** Shows what a person has to do, and asks its verify until it is done. */
function waiting({ write }: WorkSurroundings) {
  return {
    async instruct(_task: unknown, text: string, look: () => Promise<boolean>, abort: AbortSignal): Promise<boolean> {
      write(`${text.trimEnd().replaceAll(/^/gm, '  | ')}\n  (goes on when its verify says that it is done)\n`);
      while (!abort.aborted) {
        if (await look()) return true;
        await delay(beat, undefined, { signal: abort }).catch(() => undefined);
      }
      return false;
    },
  };
}
