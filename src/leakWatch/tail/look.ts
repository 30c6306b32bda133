import type { Leak, Scanner } from '../../leaks/model.js';
import type { Fingerprint } from '../fingerprint.js';
import { looksBinary } from './binary.js';
import { LineCounter } from './lines.js';
import { checkOf, type LoggedLeak, type Position, skippedTo } from './position.js';

/** Part of a file as it was read. */
export interface Piece {
  /** Offset of the first of its bytes. */
  readonly from: number;
  readonly bytes: Buffer;
  /** The first bytes of the file. */
  readonly head: Uint8Array;
  /** Of the whole file. */
  readonly size: number;
  /** Whether the file is given up growing, so that an unfinished line is looked at too. */
  readonly rests: boolean;
}

export interface Looked {
  readonly kind: 'looked' | 'binary';
  readonly position: Position;
  /** Leaks that no further bytes can change. Those that they can are the position's `pending`. */
  readonly settled: readonly LoggedLeak[];
}

/**
 * `replaced`: the file does not hold any more what was read of it; `cut`: it ends before what was looked at, and may hold
 * what was settled.
 */
interface Changed {
  readonly kind: 'replaced' | 'cut';
}

/** The file was cut while it was read. */
interface Short {
  readonly kind: 'short';
}

export type LookOutcome = Looked | Changed | Short;

export interface LookTools {
  readonly scanner: Scanner;
  readonly fingerprint: Fingerprint;
}

/** How much of a binary file is left out after a part that is binary, in bytes. */
const binaryStride = 16 * 1024 * 1024;

/** First byte of the piece that goes with a position: what tells of a credential may stand before it. */
export function beginOf({ offset }: Position, { window }: Scanner): number {
  return Math.max(0, offset - window);
}

/** Looks through a piece for leaks that begin at the position's offset or later. Holds nothing of it. */
export function look(position: Position, piece: Piece, tools: LookTools): LookOutcome {
  const changed = compare(position, piece, tools);
  if (changed !== undefined) return { kind: changed };
  const { bytes, from } = piece;
  const at = position.offset - from;
  const rest = bytes.subarray(at);
  if (looksBinary(rest)) return binary(position, piece, tools);
  const span = spanOf(piece, at, tools.scanner.window);
  const found = tools.scanner
    .scan(bytes.subarray(0, span.scanned), 'text', at)
    .filter(({ start }) => start >= at && start < span.looked);
  const settled = found.filter(({ start }) => start < span.settled);
  // A leak that is settled is not to be found again by its second half.
  const next = Math.max(at, span.settled, settled.at(-1)?.end ?? 0);
  const lines = new LineCounter(position, from, bytes);
  const logged = ({ start, end, rule }: Leak): LoggedLeak => ({
    start: from + start,
    ...lines.placeAt(start),
    rule,
    fingerprint: tools.fingerprint(bytes.subarray(start, end)),
  });
  const loggedSettled = settled.map(logged);
  const line = lines.lineAt(next);
  const pending = found.filter(({ start }) => start >= next).map(logged);
  const later = position.pending.filter(({ start }) => start >= from + span.looked);
  const looked = Math.max(span.looked, next);
  return {
    kind: 'looked',
    position: {
      offset: from + next,
      looked: from + looked,
      check: checkAt(piece, next, tools),
      lookedCheck: checkAt(piece, looked, tools),
      line,
      pending: [...pending, ...later],
    },
    settled: loggedSettled,
  };
}

/** What became of a file since it was last looked at; nothing where it has at most grown. */
function compare(position: Position, piece: Piece, tools: LookTools): 'replaced' | 'cut' | 'short' | undefined {
  const { offset, looked, check, lookedCheck } = position;
  const { bytes, from, size } = piece;
  if (size < offset) return 'replaced';
  if (from + bytes.length < Math.min(looked, size)) return 'short';
  // What stands before `looked` tells of what stands before `offset` too, unless it is not there any more.
  const [known, at] = size < looked ? [check, offset] : [lookedCheck, looked];
  if (known !== undefined && known !== checkAt(piece, at - from, tools)) return 'replaced';
  return size < looked ? 'cut' : undefined;
}

function checkAt({ bytes, from, head }: Piece, index: number, { fingerprint }: LookTools): string | undefined {
  return checkOf(head, bytes.subarray(0, index), from + index, fingerprint);
}

interface Span {
  /** Where the scanner's view ends. */
  readonly scanned: number;
  /** What begins before this was seen whole, as far as there are bytes of it yet. */
  readonly looked: number;
  /** What begins before this, no further bytes can change. */
  readonly settled: number;
}

/** What can be looked at of a piece; indexes in its bytes. */
function spanOf({ bytes, from, size, rests }: Piece, at: number, window: number): Span {
  const end = bytes.length;
  const whole = Math.max(at, end - window);
  if (from + end < size) return { scanned: end, looked: whole, settled: whole };
  const lineEnd = rests ? end : bytes.lastIndexOf('\n') + 1;
  // A line without end that is longer than a credential can be is looked at as it grows.
  if (lineEnd <= whole) return { scanned: end, looked: whole, settled: whole };
  return { scanned: lineEnd, looked: lineEnd, settled: Math.max(at, lineEnd - window) };
}

function binary(position: Position, piece: Piece, tools: LookTools): Looked {
  const end = piece.from + piece.bytes.length;
  const offset = Math.max(end, Math.min(piece.size, position.offset + binaryStride));
  // Farther on nothing of the file is known that it could be known by.
  const check = offset === end ? checkAt(piece, piece.bytes.length, tools) : undefined;
  return { kind: 'binary', position: { ...skippedTo(offset), check, lookedCheck: check }, settled: [] };
}
