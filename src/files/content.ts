import { createHash } from 'node:crypto';
import { constants, open } from 'node:fs/promises';
import { systemCode } from '../systemCode.js';
import { FilesRefused } from './refused.js';

/** A regular file as it is: what has to be the same for it to be the same file again. */
export interface FileContent {
  readonly kind: 'file';
  readonly bytes: Buffer;
  /** Permission bits, set-user-ID, set-group-ID and sticky bit (inode(7)). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Unix time of the last change of its bytes, in seconds. */
  readonly modified: number;
}

export type Content = FileContent | { readonly kind: 'absent' };

/** Largest file that is taken up, in bytes: start-up files and scripts have thousands. */
export const largestFile = 16 * 1024 * 1024;

/** What is at `path`. A symbolic link is refused, wherever it leads, and so is all that is no regular file. */
export async function readContent(path: string): Promise<Content> {
  const handle = await openPlain(path);
  if (handle === undefined) return { kind: 'absent' };
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw new FilesRefused(`${path} is no regular file`);
    if (status.size > largestFile) throw new FilesRefused(`${path} has more than ${largestFile} bytes`);
    const bytes = await handle.readFile();
    const { mode, uid, gid, mtimeMs } = status;
    return { kind: 'file', bytes, mode: mode & 0o7777, uid, gid, modified: mtimeMs / 1000 };
  } finally {
    await handle.close();
  }
}

/** SHA-256 in hexadecimal. */
export function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** O_NONBLOCK: opening a named pipe must not wait for somebody to write (fifo(7)). */
async function openPlain(path: string) {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    // open(2): ELOOP where O_NOFOLLOW meets a symbolic link.
    if (code === 'ELOOP') throw new FilesRefused(`${path} is a symbolic link; name the file behind it`, { cause });
    throw new FilesRefused(`${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
