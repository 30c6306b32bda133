import type { Finding } from '../finding.js';
import type { AdoptionState } from './model.js';
import type { AdoptionReading, BrokenFile, ReadingOrder, Stuck } from './order.js';

export interface AdoptionWatchOptions {
  /** Reads a project; `stuck` where its file system does not answer. */
  readonly read: (order: ReadingOrder) => Promise<AdoptionReading | Stuck>;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Milliseconds of a clock that is never set. */
  readonly elapsed: () => number;
  /** Seconds between two readings. */
  readonly refreshSeconds?: number;
  /** Seconds after which a file that was found broken is looked at again: somebody may just have been writing it. */
  readonly recheckSeconds?: number;
  /** Milliseconds that a look waits for a reading that is under way. */
  readonly patienceMs?: number;
}

/** What the code of the agents says, as it was last read. */
export interface AdoptionView {
  /** `unknown` for an agent that was not read yet, or too long ago. */
  stateOf(agent: string): AdoptionState;
  readonly brokenFiles: readonly BrokenFile[];
  readonly findings: readonly Finding[];
  /** Unix time in seconds at which the project was last read, 0 if it never was. */
  readonly readAt: number;
  /** Duration of that reading. */
  readonly readSeconds: number;
}

interface Kept {
  readonly reading: AdoptionReading;
  /** Milliseconds of `elapsed`. */
  readonly at: number;
  readonly readAt: number;
  readonly readSeconds: number;
}

const refreshSeconds = 300;
const recheckSeconds = 60;
/** A reading of unchanged files takes less; a cold one is waited for by the next look. */
const patienceMs = 1000;
/** Readings that may fail in a row before what was read before is no longer believed. */
const missedAtMost = 3;

const nothing: AdoptionReading = { states: new Map(), brokenFiles: [], findings: [] };

/** Keeps up with the code of one machine's agents: reads it after each load, and every few minutes. */
export class AdoptionWatch {
  readonly #options: Required<AdoptionWatchOptions>;
  #order: ReadingOrder | undefined;
  #kept: Kept | undefined;
  /** Milliseconds of `elapsed` from which on the project is read again. */
  #due = Number.NEGATIVE_INFINITY;
  #current: Promise<void> | undefined;
  #failure: unknown;

  constructor(options: AdoptionWatchOptions) {
    this.#options = { refreshSeconds, recheckSeconds, patienceMs, ...options };
  }

  /** Watches this project from now on, and reads it with the next look. */
  setProject(order: ReadingOrder): void {
    this.#order = order;
    this.#due = Number.NEGATIVE_INFINITY;
  }

  /** What is known; waits a moment for a reading that is under way. Rejects where the last one failed for no outer reason. */
  async look(): Promise<AdoptionView> {
    this.#readWhenDue();
    if (this.#current !== undefined) await this.#patience(this.#current);
    if (this.#failure !== undefined) throw new Error('the project could not be read', { cause: this.#failure });
    const kept = this.#fresh();
    const { states, brokenFiles, findings } = kept?.reading ?? nothing;
    return {
      stateOf: (agent) => states.get(agent) ?? 'unknown',
      brokenFiles,
      findings,
      readAt: this.#kept?.readAt ?? 0,
      readSeconds: this.#kept?.readSeconds ?? 0,
    };
  }

  /** Old news must not pass for the present. */
  #fresh(): Kept | undefined {
    const { elapsed, refreshSeconds: period } = this.#options;
    const kept = this.#kept;
    return kept !== undefined && elapsed() - kept.at <= missedAtMost * period * 1000 ? kept : undefined;
  }

  #readWhenDue(): void {
    const { elapsed, refreshSeconds: period } = this.#options;
    if (this.#order === undefined || this.#current !== undefined) return;
    if (elapsed() < this.#due) return;
    this.#due = elapsed() + period * 1000;
    this.#current = this.#read(this.#order).finally(() => {
      this.#current = undefined;
    });
  }

  async #read(order: ReadingOrder): Promise<void> {
    const { read, now, elapsed } = this.#options;
    const began = elapsed();
    try {
      const reading = await read(order);
      this.#failure = undefined;
      if (reading === 'stuck' || order !== this.#order) return;
      if (hasOthers(reading, this.#kept?.reading ?? nothing)) this.#due = began + this.#options.recheckSeconds * 1000;
      this.#kept = { reading, at: elapsed(), readAt: now() / 1000, readSeconds: (elapsed() - began) / 1000 };
    } catch (error) {
      this.#failure = error;
    }
  }

  async #patience(reading: Promise<void>): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((resolve) => {
      late = setTimeout(resolve, this.#options.patienceMs);
    });
    await Promise.race([reading, tooLate]);
    clearTimeout(late);
  }
}

/** Whether files are broken that were not before. */
function hasOthers(reading: AdoptionReading, before: AdoptionReading): boolean {
  const known = new Set(before.brokenFiles.map(({ file }) => file));
  return reading.brokenFiles.some(({ file }) => !known.has(file));
}
