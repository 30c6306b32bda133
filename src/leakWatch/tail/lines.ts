import type { Position } from './position.js';

const lineFeed = 0x0a;

/** Counts lines on from a position; goes over the bytes once, however often it is asked. */
export class LineCounter {
  readonly #from: number;
  readonly #bytes: Buffer;
  /** Of the line in which the last byte that was asked for stands. */
  #end: number;
  #line: Position['line'];

  /**
   * @param from offset of the first byte in the file
   * @param bytes from the position's offset or before it
   */
  constructor({ offset, line }: Position, from: number, bytes: Buffer) {
    this.#from = from;
    this.#bytes = bytes;
    this.#line = line;
    this.#end = this.#lineEnd(offset - from);
  }

  /** The line in which the byte at `index` stands; must not go back. Nothing where lines are not counted. */
  lineAt(index: number): Position['line'] {
    if (this.#line === undefined) return undefined;
    let { number, start } = this.#line;
    while (this.#end < index) {
      number += 1;
      start = this.#from + this.#end + 1;
      this.#end = this.#lineEnd(this.#end + 1);
    }
    this.#line = { number, start };
    return this.#line;
  }

  /** Line and column of the byte at `index`, both from 1. */
  placeAt(index: number): { readonly line: number; readonly column: number } {
    const offset = this.#from + index;
    const line = this.lineAt(index);
    return line === undefined
      ? { line: 1, column: offset + 1 }
      : { line: line.number, column: offset - line.start + 1 };
  }

  #lineEnd(from: number): number {
    const end = this.#bytes.indexOf(lineFeed, from);
    return end === -1 ? this.#bytes.length : end;
  }
}
