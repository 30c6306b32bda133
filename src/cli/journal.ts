import type { Entry } from '../changes/journal/entry.js';
import { journalFile } from '../changes/journal/journal.js';
import { JournalRefused } from '../changes/journal/problem.js';
import { answering, type ChangeSurroundings, type Keeper, openBook } from './changeBook.js';
import { time } from './changeText.js';
import { exitCodes } from './exit.js';

export interface JournalArguments extends Keeper {
  /** Entries of this change alone. */
  readonly change?: string | undefined;
  readonly json: boolean;
}

/** `fleetwatch journal list`: what happened, in its order. */
export function journalListCommand(given: JournalArguments, around: ChangeSurroundings): Promise<number> {
  return answering(around, async () => {
    const { book } = await openBook(given, around.now);
    const { entries, problem } = await book.journal.read();
    const chosen = entries.filter(({ change }) => given.change === undefined || change === given.change);
    const line = given.json ? (entry: Entry) => `${JSON.stringify(entry)}\n` : entryLine;
    around.write(chosen.map(line).join(''));
    if (problem === undefined) return exitCodes.clean;
    around.problem(new JournalRefused(problem).message);
    return exitCodes.found;
  });
}

/** `fleetwatch journal verify`: holds every entry against the chain. */
export function journalVerifyCommand(
  given: Omit<JournalArguments, 'change'>,
  around: ChangeSurroundings,
): Promise<number> {
  return answering(around, async () => {
    const { book } = await openBook(given, around.now);
    const { entries, problem, tornBytes } = await book.journal.read();
    const file = journalFile(book.directory);
    const last = entries.at(-1)?.hash;
    const valid = problem === undefined;
    if (given.json)
      around.write(`${JSON.stringify({ file, valid, entries: entries.length, tornBytes, last, problem })}\n`);
    else if (valid) {
      around.write(
        `${file}: ${entries.length} entries, each follows on the one before; the last is ${last ?? 'none'}\n`,
      );
      if (tornBytes > 0) around.write(`${tornBytes} bytes at the end are no whole line: the next entry repairs that\n`);
    }
    if (problem === undefined) return exitCodes.clean;
    around.problem(new JournalRefused(problem).message);
    return exitCodes.found;
  });
}

function entryLine({ sequence, at, change, ...entry }: Entry): string {
  const what = [change, entry.kind, ...detail(entry)].filter((word) => word !== undefined && word !== '');
  return `${String(sequence).padStart(5)} ${time(at)} ${what.join(' ')}\n`;
}

function detail(entry: Pick<Entry, 'kind' | 'data'>): string[] {
  const { data } = entry;
  if ('phase' in data) {
    const result = 'outcome' in data ? [data.outcome, data.reason] : [`attempt ${data.attempt}`];
    return [data.phase, data.step, 'on', data.machine, ...result];
  }
  if ('runbook' in data) return [data.mode, 'by', data.by];
  if ('via' in data) return [data.via, data.who];
  if ('verdict' in data) return [data.gate, data.verdict];
  if ('hold' in data) return [data.hold];
  if ('budgetSeconds' in data) return [data.automatic ? 'by itself' : "at a person's word"];
  if ('outcome' in data) return [data.outcome, data.reason];
  if ('kept' in data) return [`${data.bytes} bytes of a torn line kept in ${data.kept}`];
  return ['by', data.by];
}
