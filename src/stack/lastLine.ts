import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** How much of the end of a log is read, in bytes. */
const tailBytes = 4096;

/** The last line of a log that is not empty; nothing where there is none. */
export function lastLine(file: string): string | undefined {
  let log: number;
  try {
    log = openSync(file, 'r');
  } catch {
    return undefined;
  }
  try {
    const tail = Buffer.alloc(tailBytes);
    const from = Math.max(0, fstatSync(log).size - tailBytes);
    const text = tail.subarray(0, readSync(log, tail, 0, tailBytes, from)).toString();
    return text.trimEnd().split('\n').at(-1) || undefined;
  } finally {
    closeSync(log);
  }
}
