import { closeSync, constants, openSync, readSync } from 'node:fs';
import { type Reading, whyUnreadable } from './access.js';
import { type ProcessStat, parseProcessStat, readProcessStat } from './processStat.js';
import { isProcfs } from './procfs.js';

/** Descriptors that are kept at most; beyond them files are opened each time. */
const largestKept = 1024;
/** The kernel's longest line is far shorter, see {@link parseProcessStat}. */
const line = Buffer.allocUnsafeSlow(4096);

/**
 * Reads the statistics of processes that are read again and again. Their `stat` files stay open: opening and closing
 * costs as much as the reading. Such a descriptor belongs to one process and not to its pid, so that it says nothing
 * (ESRCH) once that process is gone, whoever has the pid then.
 */
export class OpenProcessStats {
  readonly #root: string;
  readonly #descriptors = new Map<number, number>();
  /** How many may be kept: none where the root is a copy of a procfs, whose files know nothing of processes. */
  readonly #largest: number;

  constructor(root: string) {
    this.#root = root;
    this.#largest = isProcfs(root) ? largestKept : 0;
  }

  /** The statistics of a process that is to be kept in sight. */
  read(pid: number): Reading<ProcessStat> {
    const kept = this.#descriptors.get(pid);
    const stat = kept === undefined ? undefined : this.#readOpen(kept);
    if (stat !== undefined) return stat;
    this.forget(pid);
    return this.#descriptors.size < this.#largest ? this.#open(pid) : readProcessStat(this.#root, pid);
  }

  forget(pid: number): void {
    const descriptor = this.#descriptors.get(pid);
    if (descriptor === undefined) return;
    this.#descriptors.delete(pid);
    closeSync(descriptor);
  }

  /** Keeps only the given processes in sight. */
  retain(pids: { has(pid: number): boolean }): void {
    for (const pid of this.#descriptors.keys()) if (!pids.has(pid)) this.forget(pid);
  }

  #open(pid: number): Reading<ProcessStat> {
    try {
      const descriptor = openSync(`${this.#root}/${pid}/stat`, constants.O_RDONLY);
      this.#descriptors.set(pid, descriptor);
      return this.#readOpen(descriptor);
    } catch (error) {
      return whyUnreadable(error);
    }
  }

  #readOpen(descriptor: number): ProcessStat | undefined {
    try {
      return parseProcessStat(line, readSync(descriptor, line, 0, line.length, 0));
    } catch (error) {
      whyUnreadable(error);
      return undefined;
    }
  }
}
