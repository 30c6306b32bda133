import { createHash } from 'node:crypto';
import { parsedJson } from '../../parsedJson.js';
import { canonical } from './canonical.js';
import type { Entry, NewEntry } from './entry.js';
import { isEntry } from './shape.js';

/** Where a chain has come to: what the next entry follows. */
export interface Link {
  readonly sequence: number;
  readonly hash: string;
}

/** Before the first entry. */
export const beginning: Link = { sequence: 0, hash: '0'.repeat(64) };

/** What is wrong with a line. */
export type LineFault = 'unreadable' | 'changed' | 'out-of-order';

/** Makes an entry the next of a chain. `at` is a Unix time in milliseconds. */
export function seal(entry: NewEntry, { sequence, hash }: Link, machine: string, at: number): Entry {
  const body = { ...entry, sequence: sequence + 1, at, machine, previous: hash };
  return { ...body, hash: hashOf(body) };
}

/** An entry as a line, without its end. */
export function formatLine(entry: Entry): string {
  return canonical(entry);
}

/**
 * The entry of a line that follows on `after`. It must be written as {@link formatLine} writes it, to the byte: a line
 * that says the same in other words was written by somebody else.
 */
export function parseLine(line: string, after: Link): Entry | LineFault {
  const value = parsedJson(line);
  if (!isEntry(value)) return 'unreadable';
  const { hash, ...body } = value;
  if (formatLine(value) !== line || hashOf(body) !== hash) return 'changed';
  return value.sequence === after.sequence + 1 && value.previous === after.hash ? value : 'out-of-order';
}

function hashOf(body: object): string {
  return createHash('sha256').update(canonical(body)).digest('hex');
}
