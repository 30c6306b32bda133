import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../syncFolder.js';
import { takeLock } from '../lock/lock.js';
import type { Entry, NewEntry } from './entry.js';
import { writeHead } from './head.js';
import { formatLine, seal } from './line.js';
import { JournalRefused } from './problem.js';
import { type JournalContent, JournalReader } from './reader.js';

/** What is to be written, given all that was; and what whoever asked is told. */
export interface Decision<Result> {
  readonly entries: readonly NewEntry[];
  readonly result: Result;
}

export interface JournalOptions {
  /** The folder of the changes of this machine. */
  readonly directory: string;
  readonly machine: string;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** Milliseconds to wait for another writer: an entry takes some ten. */
const patience = 20_000;

export function journalFile(directory: string): string {
  return join(directory, 'journal.jsonl');
}

/**
 * All that happened to changes, one entry a line, each with the hash of the one before. An entry is on the disk before
 * what it announces begins. Several processes may write: each entry is written under a lock, after what others wrote.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #file: string;
  readonly #lockFile: string;
  readonly #reader: JournalReader;
  #follower: (content: JournalContent) => void = () => undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#file = journalFile(options.directory);
    this.#lockFile = join(options.directory, 'lock');
    this.#reader = new JournalReader(this.#file);
  }

  /** What the journal says now, and whether it is believed. */
  read(): Promise<JournalContent> {
    return this.#inTurn(async () => {
      const content = await this.#reader.look();
      this.#follower(content);
      return content;
    });
  }

  /** Told what the journal says whenever somebody in this process reads it, for whoever need not look by himself. */
  follow(follower: (content: JournalContent) => void): void {
    this.#follower = follower;
  }

  /** Writes entries, whatever others wrote. Rejects with {@link JournalRefused} or the error of the system. */
  append(...entries: readonly NewEntry[]): Promise<readonly Entry[]> {
    return this.#inTurn(() => this.#locked(async () => this.#write(await this.#believed(), entries)));
  }

  /**
   * Decides on what the journal says and writes what follows from it, with nobody writing between the two. Rejects as
   * {@link append} does, and with what `decide` throws; then nothing is written.
   */
  decide<Result>(decide: (entries: readonly Entry[]) => Decision<Result>): Promise<Result> {
    return this.#inTurn(() =>
      this.#locked(async () => {
        const content = await this.#believed();
        const { entries, result } = decide(content.entries);
        if (entries.length > 0) await this.#write(content, entries);
        return result;
      }),
    );
  }

  async #believed(): Promise<JournalContent> {
    const content = await this.#reader.look();
    if (content.problem !== undefined) throw new JournalRefused(content.problem);
    return content;
  }

  async #write({ end, tornBytes }: JournalContent, entries: readonly NewEntry[]): Promise<readonly Entry[]> {
    const handle = await open(this.#file, 'a+', 0o600);
    try {
      const all = tornBytes > 0 ? [await this.#cutOff(handle, end, tornBytes), ...entries] : entries;
      const { machine, now } = this.#options;
      const sealed: Entry[] = [];
      for (const entry of all) sealed.push(seal(entry, sealed.at(-1) ?? this.#reader.last, machine, now()));
      const bytes = Buffer.from(sealed.map((entry) => `${formatLine(entry)}\n`).join(''));
      // What is opened with O_APPEND is written at the end (open(2)); a full disk may take only a part.
      const { bytesWritten } = await handle.write(bytes);
      if (bytesWritten !== bytes.length) {
        throw new Error(`only ${bytesWritten} of ${bytes.length} bytes of ${this.#file} were written`);
      }
      await handle.sync();
      const last = sealed.at(-1);
      if (last?.sequence === sealed.length) await syncFolder(this.#options.directory);
      if (last !== undefined) await writeHead(this.#file, last);
      return sealed;
    } finally {
      await handle.close();
    }
  }

  /** Keeps what a crash left of a line aside, and takes it off. Gives the entry that says so. */
  async #cutOff(journal: FileHandle, end: number, tornBytes: number): Promise<NewEntry> {
    const kept = `${this.#file}.torn-${this.#reader.last.sequence + 1}`;
    const { buffer } = await journal.read(Buffer.alloc(tornBytes), 0, tornBytes, end);
    const aside = await open(kept, 'w', 0o600);
    try {
      await aside.writeFile(buffer);
      await aside.sync();
    } finally {
      await aside.close();
    }
    await journal.truncate(end);
    return { kind: 'repaired', data: { bytes: tornBytes, kept } };
  }

  async #locked<Result>(work: () => Promise<Result>): Promise<Result> {
    await mkdir(this.#options.directory, { recursive: true, mode: 0o700 });
    const lock = await takeLock(this.#lockFile, patience);
    try {
      return await work();
    } finally {
      await lock.release();
    }
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work, work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}
