import type { LoggedLeak, Position } from './position.js';

/** A file of the log tree, as it is remembered over a restart. */
export interface FileRecord {
  /** Relative to the root of the tree. */
  readonly path: string;
  /** Size and time of the last write when it was last read; another of them asks for another look. Unix seconds. */
  readonly size: number;
  readonly writtenAt: number;
  readonly reading: Reading;
}

/** `packed`: a compressed file is not read; `known` tells whether what is in it was read before it was compressed. */
export type Reading =
  | { readonly kind: 'text' | 'binary'; readonly position: Position }
  | { readonly kind: 'packed'; readonly known: boolean };

const prefix = 'log ';

export function keyOf(inode: number): string {
  return `${prefix}${inode}`;
}

/** Reads the records of files by inode; what does not look like one is left out, and its file is read anew. */
export function readFileRecords(entries: ReadonlyMap<string, unknown>): Map<number, FileRecord> {
  const records = new Map<number, FileRecord>();
  for (const [key, value] of entries) {
    if (key.startsWith(prefix) && isRecord(value)) records.set(Number(key.slice(prefix.length)), value);
  }
  return records;
}

function isRecord(value: unknown): value is FileRecord {
  return (
    isObject(value) &&
    typeof value.path === 'string' &&
    isCount(value.size) &&
    isCount(value.writtenAt) &&
    isReading(value.reading)
  );
}

function isReading(value: unknown): value is Reading {
  if (!isObject(value)) return false;
  if (value.kind === 'packed') return typeof value.known === 'boolean';
  return (value.kind === 'text' || value.kind === 'binary') && isPosition(value.position);
}

function isPosition(value: unknown): value is Position {
  return (
    isObject(value) &&
    isCount(value.offset) &&
    isCount(value.looked) &&
    [value.check, value.lookedCheck].every((check) => check === undefined || typeof check === 'string') &&
    (value.line === undefined || (isObject(value.line) && isCount(value.line.number) && isCount(value.line.start))) &&
    Array.isArray(value.pending) &&
    value.pending.every(isLeak)
  );
}

function isLeak(value: unknown): value is LoggedLeak {
  return (
    isObject(value) &&
    [value.start, value.line, value.column].every(isCount) &&
    typeof value.rule === 'string' &&
    typeof value.fingerprint === 'string'
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}
