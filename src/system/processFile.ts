import { closeSync, constants, openSync, readSync } from 'node:fs';
import { type Reading, whyUnreadable } from './access.js';

/**
 * Reads a small file of procfs into `buffer` and gives the number of bytes. One read(2) is enough: seq_file hands out a
 * record whole (kernel: Documentation/filesystems/seq_file.rst), so `buffer` must be as large as the file may get.
 *
 * Synchronous on purpose, and only for files that the kernel makes up without waiting for the process (stat, limits):
 * a trip through the thread pool costs several times the read itself. Into a buffer that is kept, it takes about 0.7 of
 * the time of `readFileSync`.
 */
export function readProcessFile(path: string, buffer: Buffer): Reading<number> {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY);
    return readSync(descriptor, buffer, 0, buffer.length, null);
  } catch (error) {
    return whyUnreadable(error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
