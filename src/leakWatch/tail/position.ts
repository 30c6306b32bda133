import type { Fingerprint } from '../fingerprint.js';

/** A leak in a log, by the offset of its first byte in the file. */
export interface LoggedLeak {
  readonly start: number;
  /** Counts from 1; 1 where the file was not read from its beginning. */
  readonly line: number;
  /** Bytes from the beginning of the line, or of the file where lines are not counted, from 1. */
  readonly column: number;
  readonly rule: string;
  readonly fingerprint: string;
}

/** How far a log has been read. Offsets in bytes. */
export interface Position {
  /** What begins before it is settled, and never looked at again. */
  readonly offset: number;
  /** What stands before it has been looked at. */
  readonly looked: number;
  /** Tell whether the file still holds what stood before `offset` and before `looked`; nothing where nothing was read. */
  readonly check: string | undefined;
  readonly lookedCheck: string | undefined;
  /** The line in which `offset` stands; nothing where the beginning was not read. */
  readonly line: { readonly number: number; readonly start: number } | undefined;
  /** Leaks that begin at `offset` or later. More bytes may show more of them. */
  readonly pending: readonly LoggedLeak[];
}

export const atBeginning: Position = {
  offset: 0,
  looked: 0,
  check: undefined,
  lookedCheck: undefined,
  line: { number: 1, start: 0 },
  pending: [],
};

/** A position in a file of which what stands before is not looked at. */
export function skippedTo(offset: number): Position {
  return offset === 0 ? atBeginning : { ...atBeginning, offset, looked: offset, line: undefined };
}

/** A position before which all is settled, and behind which all is looked at anew. */
export function cutBack(position: Position): Position {
  return { ...position, looked: position.offset, lookedCheck: position.check, pending: [] };
}

/** Bytes at the beginning of a file, and as many before an offset, by which it is known again. */
const checkedBytes = 64;

/**
 * What a file is known again by: it may be cut and grow past the offset between two looks, and an inode may be given to
 * another file. The bytes themselves may be a credential, so they are not kept.
 *
 * @param head the first bytes of the file
 * @param before bytes that end at `offset`
 * @returns nothing at the beginning, where there is nothing to know
 */
export function checkOf(
  head: Uint8Array,
  before: Uint8Array,
  offset: number,
  fingerprint: Fingerprint,
): string | undefined {
  if (offset === 0) return undefined;
  const known = Math.min(checkedBytes, offset);
  return fingerprint(Buffer.concat([head.subarray(0, known), before.subarray(before.length - known)]));
}
