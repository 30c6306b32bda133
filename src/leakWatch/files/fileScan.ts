import type { Scanner } from '../../leaks/model.js';
import type { Fingerprint } from '../fingerprint.js';
import { Position } from './position.js';

/** A credential in a file. Line and column as in a finding. */
export interface FileHit {
  readonly rule: string;
  readonly fingerprint: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Looks through one file that comes in pieces. A piece overlaps the one before by twice the scanner's window: what begins in
 * the first half of that was told of then, with all that comes after it; what begins in the second half is told of now, with
 * all that stands before it.
 */
export class FileScan {
  readonly hits: FileHit[] = [];
  readonly #scanner: Scanner;
  readonly #fingerprint: Fingerprint;
  readonly #position = new Position();
  /** Offset of the piece that comes next. */
  #next = 0;
  /** Up to here everything was told of, and counted by {@link Position}. */
  #done = 0;

  constructor(scanner: Scanner, fingerprint: Fingerprint) {
    this.#scanner = scanner;
    this.#fingerprint = fingerprint;
  }

  /** Takes the piece that begins where the last one said; gives the offset of the next, or nothing at the end. */
  take(bytes: Buffer, end: boolean): number | undefined {
    const { window } = this.#scanner;
    const from = this.#next;
    const until = end ? bytes.length : Math.max(this.#done - from, bytes.length - window);
    for (const { rule, start, end: stop } of this.#scanner.scan(bytes, 'text')) {
      if (from + start < this.#done || start >= until) continue;
      this.#goTo(bytes, from, start);
      const { line, column } = this.#position;
      this.hits.push({ rule, fingerprint: this.#fingerprint(bytes.subarray(start, stop)), line, column });
    }
    if (end) return undefined;
    this.#goTo(bytes, from, until);
    this.#next = Math.max(from, from + bytes.length - 2 * window);
    // A piece no longer than the overlap would be read for ever.
    return this.#next > from ? this.#next : undefined;
  }

  #goTo(bytes: Buffer, from: number, offset: number): void {
    this.#position.pass(bytes.subarray(this.#done - from, offset));
    this.#done = from + offset;
  }
}
