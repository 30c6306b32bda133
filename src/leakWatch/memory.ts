import { join } from 'node:path';
import { LeakBook } from './book/book.js';
import { Journal } from './book/journal.js';
import { type Fingerprint, fingerprinter, machineKey } from './fingerprint.js';

/** What outlives a restart: the key of the fingerprints, and the book of leaks with the journal it is kept in. */
export interface Memory {
  readonly fingerprint: Fingerprint;
  readonly file: string;
  readonly journal: Journal;
  /** What the journal held, also of others than the book. */
  readonly entries: ReadonlyMap<string, unknown>;
  readonly book: LeakBook;
  /** What was lost, for people; nothing where all is well. */
  readonly damage: string | undefined;
}

/**
 * Opens what is kept in the state directory, or begins it. Rejects where the key cannot be had.
 *
 * @param now Unix time in milliseconds
 */
export async function openMemory(stateDirectory: string, now: () => number): Promise<Memory> {
  const fingerprint = fingerprinter(await machineKey(join(stateDirectory, 'leak.key')));
  const file = join(stateDirectory, 'leaks.journal');
  const { journal, entries, damage } = await Journal.open(file);
  return { fingerprint, file, journal, entries, book: new LeakBook({ journal, entries, now }), damage };
}
