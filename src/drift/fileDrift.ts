import { stat } from 'node:fs/promises';
import { FileSystemHangs, type GuardedCalls } from '../audits/guardedCalls.js';
import { digestOf } from '../document/digest.js';
import { readText } from '../document/read.js';
import { systemCode } from '../systemCode.js';

/** A file as it was last understood. */
export interface LoadedFile {
  /** Absolute path. */
  readonly path: string;
  /** See {@link digestOf}; nothing where it could never be understood. */
  readonly digest: string | undefined;
}

/** How a file on disk compares to what was loaded. `unreadable`: it may be anything. */
export type FileState = 'as-loaded' | 'changed' | 'gone' | 'unreadable';

export interface FileStanding {
  readonly path: string;
  readonly state: FileState;
  /** Unix seconds of the last write, 0 where there is no file to be seen. */
  readonly modifiedAt: number;
}

interface Seen {
  /** What is different after every write, see {@link traceOf}. */
  readonly trace: string;
  readonly digest: string;
}

/** Clocks of file systems stand still for some milliseconds: a file this young may be written again within one tick. */
const youngMilliseconds = 2000;

/** Compares files with what was loaded from them. A file is read again only where its status has changed. */
export class FileDrift {
  readonly #calls: GuardedCalls;
  readonly #now: () => number;
  readonly #seen = new Map<string, Seen>();

  /** `now` gives Unix time in milliseconds. */
  constructor(calls: GuardedCalls, now: () => number) {
    this.#calls = calls;
    this.#now = now;
  }

  async look({ path, digest }: LoadedFile): Promise<FileStanding> {
    try {
      const { modifiedAt, digest: present } = await this.#calls.ask(() => this.#read(path));
      const state = present === undefined ? 'unreadable' : present === digest ? 'as-loaded' : 'changed';
      return { path, state, modifiedAt };
    } catch (error) {
      if (!(error instanceof FileSystemHangs) && systemCode(error) === undefined) throw error;
      return { path, state: systemCode(error) === 'ENOENT' ? 'gone' : 'unreadable', modifiedAt: 0 };
    }
  }

  async #read(path: string): Promise<{ readonly modifiedAt: number; readonly digest: string | undefined }> {
    const status = await stat(path, { bigint: true });
    const modifiedAt = Number(status.mtimeNs) / 1e9;
    const trace = traceOf(status);
    const seen = this.#seen.get(path);
    if (seen?.trace === trace) return { modifiedAt, digest: seen.digest };
    this.#seen.delete(path);
    const read = await readText(path);
    if ('finding' in read) return { modifiedAt, digest: undefined };
    const digest = digestOf(read.text);
    if (this.#now() - Number(status.ctimeMs) >= youngMilliseconds) this.#seen.set(path, { trace, digest });
    return { modifiedAt, digest };
  }
}

/** The time of the last change of status cannot be set back, as that of the last write can (utimensat(2)). */
function traceOf(status: Record<'dev' | 'ino' | 'size' | 'mtimeNs' | 'ctimeNs', bigint>): string {
  return [status.dev, status.ino, status.size, status.mtimeNs, status.ctimeNs].join(' ');
}
