import { type FileHandle, open } from 'node:fs/promises';
import { type Page, parseKeptPage } from './pager-page.js';

/** How much of the file's end is read back at the start, in bytes. */
const READ_BACK = 4 * 1024 * 1024;

/** Pages on disk: one JSON object a line, each synced before it is acknowledged. */
export interface PagerFile {
  /** The newest pages that were in the file when it was opened, newest last. */
  readonly kept: Page[];
  /** Resolves when the pages are on the disk; rejects when they are not, and then none of them counts as kept. */
  append(pages: readonly Page[]): Promise<void>;
  /** Waits for the appends under way, then closes the file. */
  close(): Promise<void>;
}

/**
 * Opens the file for appending (open(2), O_APPEND), readable by its owner alone when it is made here: pages name hosts and
 * faults. `limit` is how many pages are read back.
 */
export async function openPagerFile(path: string, limit: number): Promise<PagerFile> {
  const handle = await open(path, 'a+', 0o600);
  try {
    const tail = await readTail(handle);
    const kept = tail.split('\n').flatMap((line) => parseKeptPage(line) ?? []);
    return appender(handle, kept.slice(-limit), tail !== '' && !tail.endsWith('\n'));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function appender(handle: FileHandle, kept: Page[], tornAtStart: boolean): PagerFile {
  let torn = tornAtStart;
  let last: Promise<void> = Promise.resolve();

  const write = async (pages: readonly Page[]): Promise<void> => {
    const lines = pages.map((page) => `${JSON.stringify(page)}\n`).join('');
    // A write that fails on a full disk can leave half a line; the next one then begins on a line of its own.
    const text = torn ? `\n${lines}` : lines;
    torn = true;
    await handle.appendFile(text);
    await handle.sync();
    torn = false;
  };

  return {
    kept,
    append(pages) {
      const written = last.then(() => write(pages));
      last = written.catch(() => undefined);
      return written;
    },
    async close() {
      await last;
      await handle.close();
    },
  };
}

async function readTail(handle: FileHandle): Promise<string> {
  const { size } = await handle.stat();
  const length = Math.min(size, READ_BACK);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.toString('utf8', 0, bytesRead);
}
