import { base64Bytes, runEnd, runStart } from './bytes.js';

/** A literal as it looks inside of base64, and where the group of four characters begins that it is read from. */
export interface EncodedLiteral {
  readonly text: string;
  /** Characters from the beginning of a group to `text`. */
  readonly into: number;
  /** Bytes from the beginning of that group to the literal. */
  readonly before: number;
  readonly plainBytes: number;
}

/** Fewer characters would be met by chance. */
const shortest = 5;

/** What base64 makes of a literal, whichever byte of a group of three it begins at, without the characters at either end that its neighbours share. */
export function encodedLiterals(literal: string): readonly EncodedLiteral[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(literal, 'latin1')]);
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor((bytes.length * 8) / 6);
    const text = bytes.toString('base64').slice(first, last);
    return text.length < shortest ? [] : [{ text, into: first, before, plainBytes: literal.length }];
  });
}

/** A piece of base64 that was decoded. */
export interface Decoded {
  readonly bytes: Uint8Array;
  /** Offset of the decoded byte that the group begins with. */
  readonly group: number;
  /** Offset of the encoded byte that holds the first bits of a decoded one. */
  encodedStart(offset: number): number;
  /** Offset after the encoded byte that holds the last bits before a decoded one. */
  encodedEnd(offset: number): number;
}

/** Decodes what surrounds the group that begins at `group`: at most `before` and `after` bytes. */
export function decodeAround(bytes: Uint8Array, group: number, before: number, after: number): Decoded | undefined {
  if (group < 0) return undefined;
  const first = runStart(base64Bytes, bytes, group, Math.max(0, group - before));
  const start = group - Math.floor((group - first) / 4) * 4;
  const end = runEnd(base64Bytes, bytes, group, Math.min(bytes.length, group + after));
  if (end <= start) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  return {
    bytes: Buffer.from(text, 'base64'),
    group: ((group - start) / 4) * 3,
    encodedStart: (offset) => start + Math.floor((offset * 4) / 3),
    encodedEnd: (offset) => Math.min(end, start + Math.ceil((offset * 4) / 3)),
  };
}
