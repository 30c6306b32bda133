import type { Scanner } from '../leaks/model.js';
import { type FileHit, FileScan } from '../leakWatch/files/fileScan.js';
import type { Fingerprint } from '../leakWatch/fingerprint.js';

/** What a look through one text has come to. */
export interface TextOutcome {
  readonly hits: readonly FileHit[];
  readonly bytes: number;
}

/** Reads the next bytes of a text into a part of a buffer and gives their number, 0 at its end. */
export type Fill = (into: Buffer) => number;

/** Bytes that are read at a time. */
const pieceBytes = 256 * 1024;

/** How much of a file tells whether it is text, in bytes; as git has it (`buffer_is_binary` of its xdiff-interface.c). */
const tellingBytes = 8000;

/** Looks through texts of any length, one after the other, in one buffer. */
export class TextScan {
  readonly #scanner: Scanner;
  readonly #fingerprint: Fingerprint;
  readonly #buffer: Buffer;

  constructor(scanner: Scanner, fingerprint: Fingerprint, piece = pieceBytes) {
    this.#scanner = scanner;
    this.#fingerprint = fingerprint;
    this.#buffer = Buffer.allocUnsafeSlow(piece + 2 * scanner.window);
  }

  /** All credentials of a file; `binary` for one that is no text, of which only the beginning is read. */
  file(fill: Fill): TextOutcome | 'binary' {
    const filled = this.#fillUp(0, fill);
    return isText(this.#buffer.subarray(0, filled)) ? this.#goOn(filled, fill) : 'binary';
  }

  /** All credentials of what somebody hands over, whatever it is. */
  all(fill: Fill): TextOutcome {
    return this.#goOn(this.#fillUp(0, fill), fill);
  }

  #goOn(first: number, fill: Fill): TextOutcome {
    const scan = new FileScan(this.#scanner, this.#fingerprint);
    let base = 0;
    for (let filled = first; ; ) {
      const next = scan.take(this.#buffer.subarray(0, filled), filled < this.#buffer.length);
      if (next === undefined) return { hits: scan.hits, bytes: base + filled };
      // The next piece begins with the end of this one.
      this.#buffer.copyWithin(0, next - base, filled);
      filled = this.#fillUp(base + filled - next, fill);
      base = next;
    }
  }

  /** Fills the buffer behind what it already holds, and gives how much it then holds. */
  #fillUp(held: number, fill: Fill): number {
    let filled = held;
    while (filled < this.#buffer.length) {
      const count = fill(this.#buffer.subarray(filled));
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }
}

/** What has a NUL near its beginning is no text. */
function isText(start: Uint8Array): boolean {
  const nul = start.indexOf(0);
  return nul === -1 || nul >= tellingBytes;
}
