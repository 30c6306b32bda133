import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { decodeSource } from '../python/encoding.js';
import type { Problem } from '../python/outline.js';

/** Longest Python file that is read, in bytes. */
const maximumBytes = 1024 * 1024;

export type SourceFile = { readonly text: string } | { readonly problem: Problem };

/** Reads the text of a Python file. Whatever keeps it from being read is a problem, not an exception. */
export function readSourceFile(file: string): SourceFile {
  try {
    // Without O_NONBLOCK, opening a FIFO waits for somebody to write to it (fifo(7)).
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = fstatSync(descriptor);
      if (!status.isFile()) return unreadable('it is not a regular file');
      if (status.size > maximumBytes) {
        return unreadable(`it has ${status.size} bytes, more than the ${maximumBytes} that are read`);
      }
      const decoded = decodeSource(readFileSync(descriptor));
      return 'text' in decoded ? decoded : { problem: { kind: 'syntax', ...decoded } };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return unreadable(reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  return code === 'ENOENT' ? 'there is no such file' : error.message;
}

function unreadable(message: string): SourceFile {
  return { problem: { kind: 'unreadable', message, spot: { line: 1, column: 1 } } };
}
