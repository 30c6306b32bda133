import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { redacted } from '../../redaction/redacted.js';
import { formatBatches, header, readJournal } from './journalText.js';

/** What a journal held when it was opened. */
export interface OpenedJournal {
  readonly journal: Journal;
  /** Values by key, as they were put: whoever reads them checks their shape. */
  readonly entries: ReadonlyMap<string, unknown>;
  /** Why a damaged file was put aside, for people; nothing where all is well. */
  readonly damage: string | undefined;
}

/** Appended bytes after which the file is written anew, unless what it holds is larger. */
const rewriteBytes = 1024 * 1024;

/**
 * Values by key that outlive a crash. Everything put between two commits is kept or lost together: a commit appends one
 * line and waits until it is on the disk, and a line that was torn by the end of the process does not count. Only this
 * user may read the file.
 */
export class Journal {
  readonly #file: string;
  /** Values as JSON, as the file has them. */
  readonly #kept: Map<string, string>;
  #pending = new Map<string, string | undefined>();
  #handle: FileHandle | undefined;
  #keptBytes = 0;
  #appendedBytes = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, kept: Map<string, string>) {
    this.#file = file;
    this.#kept = kept;
    for (const [key, value] of kept) this.#keptBytes += key.length + value.length;
  }

  /** Reads a journal, or begins one. Never rejects: a file that cannot be used is put aside. */
  static async open(file: string): Promise<OpenedJournal> {
    const { values, damage } = await readJournal(file);
    const kept = new Map<string, string>();
    for (const [key, value] of values) kept.set(key, JSON.stringify(value, namesRedacted));
    const journal = new Journal(file, kept);
    if (damage === undefined) return { journal, entries: values, damage };
    const aside = `${file}.damaged`;
    const moved = await rename(file, aside).then(
      () => `it was put aside as ${aside}`,
      (error: Error) => `and cannot be put aside: ${error.message}`,
    );
    return { journal, entries: values, damage: `${file} is damaged (${damage}); ${moved}` };
  }

  /** Sets a value with the next commit. */
  put(key: string, value: unknown): void {
    this.#pending.set(key, JSON.stringify(value, namesRedacted));
  }

  /** Removes a value with the next commit. */
  remove(key: string): void {
    if (this.#kept.has(key)) this.#pending.set(key, undefined);
    else this.#pending.delete(key);
  }

  /** Writes what was put since the last commit. Rejects with the system's error; then the next commit writes it. */
  commit(): Promise<void> {
    const done = this.#writing.then(() => this.#write());
    this.#writing = done.catch(() => undefined);
    return done;
  }

  /** Commits, and lets go of the file. */
  async close(): Promise<void> {
    await this.commit();
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #write(): Promise<void> {
    if (this.#pending.size === 0) return;
    const batch = this.#pending;
    this.#pending = new Map();
    for (const [key, value] of batch) this.#keep(key, value);
    try {
      if (this.#handle === undefined || this.#appendedBytes > Math.max(rewriteBytes, this.#keptBytes)) {
        await this.#rewrite();
      } else {
        await this.#append(this.#handle, batch);
      }
    } catch (error) {
      // Half a line may stand at the end now. What failed is among what is kept, so the next commit writes all of it.
      await this.#handle?.close().catch(() => undefined);
      this.#handle = undefined;
      this.#pending = new Map([...batch, ...this.#pending]);
      throw error;
    }
  }

  #keep(key: string, value: string | undefined): void {
    const before = this.#kept.get(key);
    if (before !== undefined) this.#keptBytes -= key.length + before.length;
    if (value === undefined) {
      this.#kept.delete(key);
    } else {
      this.#keptBytes += key.length + value.length;
      this.#kept.set(key, value);
    }
  }

  async #append(handle: FileHandle, batch: ReadonlyMap<string, string | undefined>): Promise<void> {
    // One batch is one line: a reader sees all of it or nothing.
    const [line = ''] = formatBatches(batch, Number.POSITIVE_INFINITY);
    await handle.appendFile(line);
    await handle.datasync();
    this.#appendedBytes += line.length;
  }

  /** Replaces the file in one step, as `writeJson` in `src/state` does, but bit by bit: it may be megabytes. */
  async #rewrite(): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
    const temporary = `${this.#file}.${process.pid}.tmp`;
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.appendFile(header);
      for (const line of formatBatches(this.#kept)) await handle.appendFile(line);
      await handle.sync();
      await rename(temporary, this.#file);
    } catch (error) {
      await handle.close().catch(() => undefined);
      await rm(temporary, { force: true });
      throw error;
    }
    const former = this.#handle;
    this.#handle = handle;
    this.#appendedBytes = 0;
    await former?.close();
    await syncDirectory(dirname(this.#file));
  }
}

/** Makes a new name in a directory outlive a power cut (fsync(2), NOTES). */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Names of files are kept as they may be shown. One that holds a credential is not found again by it after a restart; the
 * next pass over the logs knows the file by its inode.
 */
function namesRedacted(key: string, value: unknown): unknown {
  return (key === 'path' || key === 'file') && typeof value === 'string' ? redacted(value) : value;
}
