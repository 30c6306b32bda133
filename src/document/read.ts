import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Finding } from '../finding.js';

/** Longest file that is read at all, in bytes. */
const maximumBytes = 16 * 1024 * 1024;

export type ReadResult = { readonly text: string } | { readonly finding: Finding };

/** Reads a UTF-8 text file of bounded size. A file that cannot be read is a finding, not an exception. */
export async function readText(file: string): Promise<ReadResult> {
  try {
    // Without O_NONBLOCK, opening a FIFO waits for somebody to write to it (fifo(7)).
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = await handle.stat();
      if (!status.isFile()) return { finding: unreadable(file, 'it is not a regular file') };
      if (status.size > maximumBytes) {
        return { finding: unreadable(file, `it has ${status.size} bytes, the limit is ${maximumBytes}`) };
      }
      return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(await handle.readFile()) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { finding: unreadable(file, reasonOf(error)) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'this user may not read it';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not UTF-8 text';
  return error.message;
}

function unreadable(file: string, reason: string): Finding {
  return {
    code: 'file-unreadable',
    risk: 'G',
    severity: 'error',
    place: { kind: 'file', file, line: 1, column: 1 },
    message: `cannot read the file: ${reason}`,
    why: 'nothing is known of what it should say',
    remedy: 'correct the path or the permissions',
  };
}
