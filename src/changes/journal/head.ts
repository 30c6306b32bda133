import { readJson, writeJson } from '../../state/store.js';
import { beginning, type Link } from './line.js';

/**
 * The last entry that was wholly on the disk when the head was written: beside the journal, so that entries which are
 * missing at its end are noticed, and a torn line is told from one that was changed.
 */
function headFile(journal: string): string {
  return `${journal}.head`;
}

/** Where there is none, nothing is known to have been written. */
export async function readHead(journal: string): Promise<Link> {
  const value = await readJson(headFile(journal));
  return isLink(value) ? value : beginning;
}

export function writeHead(journal: string, { sequence, hash }: Link): Promise<void> {
  return writeJson(headFile(journal), { sequence, hash });
}

function isLink(value: unknown): value is Link {
  if (typeof value !== 'object' || value === null) return false;
  if (!('sequence' in value && 'hash' in value)) return false;
  return Number.isSafeInteger(value.sequence) && typeof value.hash === 'string';
}
