import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCode } from '../systemCode.js';
import type { Entry } from './acknowledgement.js';
import { formatLine, parseLine } from './line.js';

/** How much of the end of a journal is read, in bytes: some 4,000 entries, of which none holds for longer than a day. */
const readBytes = 1024 * 1024;

/** What a journal says. */
export interface JournalContent {
  readonly entries: readonly Entry[];
  /** Lines that cannot be read, numbered from the first that was read. */
  readonly unread: readonly number[];
}

/** Where the acknowledgements of an exporter are. */
export function journalFile(stateDirectory: string): string {
  return join(stateDirectory, 'acknowledgements.jsonl');
}

/**
 * Appends an entry, and resolves when it is on the disk. Two writers do not disturb each other: what is opened with
 * O_APPEND is written at the end in one step (write(2)). The line begins with a line end of its own, so that one which a
 * crash or a full disk has torn spoils no other. Where no exporter has made the directory, nobody would read it: rejects
 * then, and with any other error of the system.
 */
export async function append(file: string, entry: Entry): Promise<void> {
  const directory = await open(dirname(file), 'r');
  try {
    const handle = await open(file, 'a', 0o600);
    try {
      await giveToOwnerOf(directory, handle);
      const line = Buffer.from(`\n${formatLine(entry)}\n`);
      const { bytesWritten } = await handle.write(line);
      if (bytesWritten !== line.length) throw new Error(`only ${bytesWritten} of ${line.length} bytes were written`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // The name of a new file is on the disk only when its directory is (fsync(2), NOTES).
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** A journal that root begins must be readable for the exporter, which owns the directory. */
async function giveToOwnerOf(directory: FileHandle, file: FileHandle): Promise<void> {
  if (process.geteuid?.() !== 0) return;
  const { uid, gid } = await directory.stat();
  await file.chown(uid, gid);
}

/** Reads the end of a journal; one that is not there yet is empty. Rejects with the system's error. */
export async function readJournal(file: string): Promise<JournalContent> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { entries: [], unread: [] };
    throw error;
  }
  try {
    return parseJournal(await readEnd(handle));
  } finally {
    await handle.close();
  }
}

async function readEnd(handle: FileHandle): Promise<string> {
  const { size } = await handle.stat();
  const length = Math.min(size, readBytes);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
  const text = buffer.toString('utf8', 0, bytesRead);
  // Half a line at the beginning is nobody's fault.
  return length < size ? text.slice(text.indexOf('\n') + 1) : text;
}

function parseJournal(text: string): JournalContent {
  const entries: Entry[] = [];
  const unread: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const entry = parseLine(line);
    if (entry === undefined) unread.push(index + 1);
    else entries.push(entry);
  }
  return { entries, unread };
}
