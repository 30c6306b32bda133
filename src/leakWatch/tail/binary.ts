/** Bytes at the beginning of a part by which it is judged, runs of NULs aside. */
const sampledBytes = 1024;
/** Share of control characters from which on a part is no text: text has next to none, a compressed file one in eight. */
const controlShare = 0.1;

const escapeCharacter = 0x1b;
const tabulator = 0x09;
const carriageReturn = 0x0d;
const space = 0x20;
const del = 0x7f;

/**
 * Whether bytes are no text. A run of NULs counts as one: a log that is cut under a writer which does not append has a
 * hole, and goes on after it.
 */
export function looksBinary(bytes: Uint8Array): boolean {
  let controls = 0;
  let counted = 0;
  let before: number | undefined;
  for (let index = 0; index < bytes.length && counted < sampledBytes; index++) {
    const byte = bytes[index] ?? 0;
    if (byte !== 0 || before !== 0) {
      counted += 1;
      if (isControl(byte)) controls += 1;
    }
    before = byte;
  }
  return controls > Math.max(1, counted * controlShare);
}

/** Whether a byte is in no text; colours of a terminal are (ECMA-48). */
function isControl(byte: number): boolean {
  if (byte >= space) return byte === del;
  return (byte < tabulator || byte > carriageReturn) && byte !== escapeCharacter;
}
