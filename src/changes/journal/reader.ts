import { type FileHandle, open } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { systemCode } from '../../systemCode.js';
import type { Entry } from './entry.js';
import { readHead } from './head.js';
import { beginning, type Link, parseLine } from './line.js';
import type { JournalProblem } from './problem.js';

/** What a journal says, as far as it is believed. */
export interface JournalContent {
  readonly entries: readonly Entry[];
  /** After the last of them, in bytes. */
  readonly end: number;
  /** Bytes after the end which are no whole line: one that is being written, or that a crash has torn. */
  readonly tornBytes: number;
  readonly problem: JournalProblem | undefined;
}

/** Lines between two turns of the event loop: some two milliseconds. */
const linesATurn = 20;
const newline = 0x0a;

/**
 * Follows a journal: each look reads what was added since the last one, and checks it against the chain. Where the file
 * is another, or shorter, or was touched without growing, all of it is read and checked again.
 */
export class JournalReader {
  readonly #file: string;
  #entries: Entry[] = [];
  #end = 0;
  #last: Link = beginning;
  #seen: { readonly inode: bigint; readonly size: bigint; readonly changedAt: bigint } | undefined;
  #content: JournalContent = { entries: [], end: 0, tornBytes: 0, problem: undefined };

  constructor(file: string) {
    this.#file = file;
  }

  /** What the next entry is to follow on. */
  get last(): Link {
    return this.#last;
  }

  /** Rejects with the error of the system where the file is there and cannot be read. */
  async look(): Promise<JournalContent> {
    // First the head, then the journal: what is written between the two looks makes the journal longer than the head.
    const head = await readHead(this.#file);
    const handle = await opened(this.#file);
    if (handle === undefined) {
      this.#forget();
      this.#content = this.#judged(0, head);
      return this.#content;
    }
    try {
      const { ino: inode, size, ctimeNs: changedAt } = await handle.stat({ bigint: true });
      const seen = this.#seen;
      if (seen?.inode === inode && seen.size === size && seen.changedAt === changedAt) return this.#content;
      const hasGrown = seen?.inode === inode && size > seen.size && this.#content.problem === undefined;
      if (!hasGrown) this.#forget();
      this.#content = await this.#readOn(handle, Number(size), head);
      this.#seen = { inode, size, changedAt };
      return this.#content;
    } finally {
      await handle.close();
    }
  }

  async #readOn(handle: FileHandle, size: number, head: Link): Promise<JournalContent> {
    const from = this.#end;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
    let start = 0;
    for (let lines = 1; ; lines++) {
      const stop = buffer.subarray(0, bytesRead).indexOf(newline, start);
      if (stop === -1) break;
      const entry = parseLine(buffer.toString('utf8', start, stop), this.#last);
      if (typeof entry === 'string') {
        // A line that was never wholly on the disk is torn, whatever stands in it; nothing can stand behind it.
        const isTorn = entry === 'unreadable' && stop === bytesRead - 1 && head.sequence <= this.#last.sequence;
        if (isTorn) break;
        return this.#refused(entry, this.#last.sequence + 1);
      }
      this.#entries.push(entry);
      this.#last = entry;
      start = stop + 1;
      this.#end = from + start;
      if (lines % linesATurn === 0) await turn();
    }
    return this.#judged(bytesRead - start, head);
  }

  /** Holds the end against the head: entries that were written must be there. */
  #judged(tornBytes: number, head: Link): JournalContent {
    const { sequence, hash } = head;
    if (sequence > this.#last.sequence) return this.#refused('missing', this.#last.sequence + 1);
    const isOurs = sequence === 0 || this.#entries[sequence - 1]?.hash === hash;
    if (!isOurs) return this.#refused('foreign-head', sequence);
    return { entries: [...this.#entries], end: this.#end, tornBytes, problem: undefined };
  }

  #refused(fault: JournalProblem['fault'], line: number): JournalContent {
    const problem = { file: this.#file, line, fault };
    return { entries: [...this.#entries], end: this.#end, tornBytes: 0, problem };
  }

  #forget(): void {
    this.#entries = [];
    this.#end = 0;
    this.#last = beginning;
    this.#seen = undefined;
  }
}

async function opened(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
