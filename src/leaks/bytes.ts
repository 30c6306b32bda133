/** Sets of bytes, asked at each hit before anything is cut out. */

function bytesOf(pattern: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (pattern.test(String.fromCharCode(byte)) ? 1 : 0));
}

export const wordBytes = bytesOf(/[A-Za-z0-9]/);
export const tokenBytes = bytesOf(/[A-Za-z0-9_-]/);
export const nameBytes = bytesOf(/[A-Za-z0-9_.$-]/);
export const schemeBytes = bytesOf(/[A-Za-z0-9+.-]/);
export const base64Bytes = bytesOf(/[A-Za-z0-9+/]/);
/** What closes a name: quotes, their escapes, a bracket. */
const closingBytes = bytesOf(/[\\"'`\]]/);
const digitBytes = bytesOf(/[0-9.]/);
/** What ends a number in JSON, YAML, Python and prose. */
const afterNumber = bytesOf(/[\s,}\])\0;]/);
const userInfoBytes = bytesOf(/[^\s/?#"'<>`\\]/);

export const byteTables = new Map<RegExp, Uint8Array>();

/** The set that a character class describes. */
export function byteTable(pattern: RegExp): Uint8Array {
  const known = byteTables.get(pattern) ?? bytesOf(pattern);
  byteTables.set(pattern, known);
  return known;
}

/** How far `set` goes on from `position`, at most to `limit`. */
export function runEnd(set: Uint8Array, bytes: Uint8Array, position: number, limit: number): number {
  let end = position;
  while (end < limit && set[bytes[end] ?? 0] === 1) end++;
  return end;
}

/** How far `set` goes back from `position`, at most to `limit`. */
export function runStart(set: Uint8Array, bytes: Uint8Array, position: number, limit: number): number {
  let start = position;
  while (start > limit && set[bytes[start - 1] ?? 0] === 1) start--;
  return start;
}

/**
 * Whether `position` begins a word: also behind the letter of an escape (`\n`, `\t`) and of a percent-encoded byte
 * (`%3D`), where text is written into a string or a URL.
 */
export function beginsWord(bytes: Uint8Array, position: number): boolean {
  const before = bytes[position - 1];
  if (before === undefined || wordBytes[before] === 0) return true;
  const second = bytes[position - 2];
  if (second === 0x5c) return before === 0x6e || before === 0x72 || before === 0x74;
  return bytes[position - 3] === 0x25;
}

const separatorBytes = bytesOf(/[=:>!+?\0]/);
/** Between separator and value. */
const leadBytes = bytesOf(/[=:>!+? \t]/);
const blankBytes = bytesOf(/[ \t]/);
/** Between a name in quotes, or at the end of a line, and `value:`. */
const breakBytes = bytesOf(/[\s,{]/);
const quoteBytes = bytesOf(/["'`\\]/);

/**
 * Whether something seems to be assigned to the name that a keyword ending at `position` is in, other than a number of
 * fewer than `digits` digits. Behind the name of an option a blank is enough. Counts of tokens are most of the hits in the
 * logs of agents.
 */
export function seemsAssigned(bytes: Uint8Array, position: number, digits: number): boolean {
  const limit = Math.min(bytes.length, position + 200);
  const afterName = runEnd(nameBytes, bytes, position, limit);
  const closed = runEnd(closingBytes, bytes, afterName, limit);
  const at = runEnd(blankBytes, bytes, closed, limit);
  const byte = bytes[at] ?? 0x20;
  if (separatorBytes[byte] === 0) {
    if (at > closed && (quoteBytes[byte] === 1 || startsWith(bytes, at, 'is') || isOption(bytes, position)))
      return true;
    return precedesValue(bytes, afterName, closed, limit);
  }
  const value = runEnd(leadBytes, bytes, at, limit);
  const end = runEnd(digitBytes, bytes, value, limit);
  return end === value || end === limit || afterNumber[bytes[end] ?? 0] === 0 || end - value >= digits;
}

/** Whether the name that goes on to `position` begins with a hyphen. */
function isOption(bytes: Uint8Array, position: number): boolean {
  return bytes[runStart(nameBytes, bytes, position, Math.max(0, position - 100))] === 0x2d;
}

/** `"DB_PASSWORD", "..."`; `name: DB_PASSWORD`, and on the next line `value: ...`. */
function precedesValue(bytes: Uint8Array, afterName: number, closed: number, limit: number): boolean {
  const next = runEnd(breakBytes, bytes, closed, limit);
  if (next === closed) return false;
  const opened = runEnd(closingBytes, bytes, next, limit);
  if (startsWith(bytes, opened, 'va') || startsWith(bytes, opened, 'de')) return true;
  return (
    closed > afterName && opened > next && bytes[runEnd(blankBytes, bytes, closed, limit)] === 0x2c && next - closed < 5
  );
}

function startsWith(bytes: Uint8Array, position: number, letters: string): boolean {
  return bytes[position] === letters.charCodeAt(0) && bytes[position + 1] === letters.charCodeAt(1);
}

/** Whether `@` ends what follows `://` before a path does. */
export function hasUserInfo(bytes: Uint8Array, position: number): boolean {
  const limit = Math.min(bytes.length, position + 320);
  for (let at = position; at < limit; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x40) return at > position;
    if (userInfoBytes[byte] === 0) return false;
  }
  return false;
}
