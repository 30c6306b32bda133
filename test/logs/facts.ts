import type { FileFacts } from '../../src/logs/fileCall.js';

/** A file of which only what is given matters. */
export function facts(changes: Partial<FileFacts>): FileFacts {
  return { inode: 1, device: 1, links: 1, size: 0, diskBytes: 0, writtenAt: 1000, bornAt: 0, ...changes };
}
