import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { TextOutcome, TextScan } from './text.js';

/** Why a file was not looked through, in our own words: the system's message repeats the path. */
export interface NotRead {
  readonly reason: string;
}

/**
 * Looks through a file. Without waiting for a thread pool between calls: a command that does nothing else takes a third of
 * the time so, and Ctrl-C ends it all the same.
 */
export function scanFile(path: string, scan: TextScan): TextOutcome | 'binary' | NotRead {
  let descriptor: number | undefined;
  try {
    // Without O_NONBLOCK, opening a FIFO waits for somebody to write to it (fifo(7)).
    const opened = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    descriptor = opened;
    if (!fstatSync(opened).isFile()) return { reason: 'it is not a regular file' };
    return scan.file((into) => readSync(opened, into));
  } catch (error) {
    return { reason: whyNotRead(error) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

export function whyNotRead(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') throw error;
  if (code === 'ENOENT') return 'there is no such file or folder';
  return code === 'EACCES' || code === 'EPERM' ? 'this user may not read it' : code;
}
