import { type Gap, Gaps } from './gaps.js';

/** What came of an event: the next one, one that was skipped before, one that came before. */
export type Standing = 'next' | 'late' | 'doubled';

/** What is counted of the events of one machine on one way. */
export interface PathState {
  readonly epoch: string;
  /** The epoch before: what is left of it on the way is no new one. Empty where there was none. */
  readonly earlierEpoch: string;
  /** Sequence from which on all are expected. */
  readonly base: number;
  /** The highest that came; `base - 1` before any. */
  readonly top: number;
  readonly gaps: readonly Gap[];
  readonly received: number;
  readonly lost: number;
  readonly late: number;
  readonly doubled: number;
  /** Unix time in milliseconds, 0 where nothing ever came. */
  readonly lastAt: number;
}

export const nothingYet: PathState = {
  epoch: '',
  earlierEpoch: '',
  base: 1,
  top: 0,
  gaps: [],
  received: 0,
  lost: 0,
  late: 0,
  doubled: 0,
  lastAt: 0,
};

/**
 * Milliseconds for which a sequence is waited for, once a later one came, unless the settings say another time. Ways keep the
 * order but for what is sent again.
 */
export const usualPatience = 60_000;

/** Counts the events of one machine that come on one way. */
export class PathCount {
  #state: Omit<PathState, 'gaps'>;
  #gaps: Gaps;
  readonly #patience: number;

  constructor(state: PathState = nothingYet, patience = usualPatience) {
    const { gaps, ...rest } = state;
    this.#patience = patience;
    this.#state = rest;
    this.#gaps = new Gaps(gaps);
  }

  get state(): PathState {
    return { ...this.#state, gaps: this.#gaps.all() };
  }

  /** @param from the sequence from which on the sender sends every event on this way */
  note(epoch: string, sequence: number, from: number, now: number): Standing {
    const standing = this.#place(epoch, sequence, from, now);
    const { received, late, doubled } = this.#state;
    this.#state = {
      ...this.#state,
      received: received + 1,
      late: late + (standing === 'late' ? 1 : 0),
      doubled: doubled + (standing === 'doubled' ? 1 : 0),
      lastAt: now,
    };
    return standing;
  }

  /** Counts as lost what has been waited for long enough. */
  settle(now: number): void {
    this.#lose(this.#gaps.giveUp(now - this.#patience));
  }

  #place(epoch: string, sequence: number, from: number, now: number): Standing {
    if (epoch === this.#state.earlierEpoch) return 'late';
    if (epoch !== this.#state.epoch) this.#begin(epoch, sequence);
    const { base, top } = this.#state;
    if (sequence > top) {
      // What lies before `from` was not sent on this way, and is not missed.
      const missing = Math.max(top + 1, from);
      if (missing < sequence) this.#lose(this.#gaps.open(missing, sequence - 1, now));
      this.#state = { ...this.#state, top: sequence };
      return 'next';
    }
    // Sent before the first that came: counting begins with that one.
    if (sequence < base) return 'late';
    return this.#gaps.close(sequence) ? 'late' : 'doubled';
  }

  /** Begins with the first event that comes: what the sender sent before there was a receiver is not missed. */
  #begin(epoch: string, sequence: number): void {
    this.#lose(this.#gaps.giveUp(Number.POSITIVE_INFINITY));
    this.#gaps = new Gaps();
    this.#state = { ...this.#state, earlierEpoch: this.#state.epoch, epoch, base: sequence, top: sequence - 1 };
  }

  #lose(sequences: number): void {
    this.#state = { ...this.#state, lost: this.#state.lost + sequences };
  }
}
