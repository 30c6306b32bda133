/** Between two words, in milliseconds. */
const quiet = 60_000;

/**
 * Says that something happened the first time, and then at most once a minute, with how often it did since: whoever sends
 * a thousand wrong requests fills no log.
 */
export class Sparse {
  readonly #say: (times: number) => void;
  /** Any clock in milliseconds. */
  readonly #now: () => number;
  #saidAt = Number.NEGATIVE_INFINITY;
  #times = 0;

  constructor(say: (times: number) => void, now: () => number) {
    this.#say = say;
    this.#now = now;
  }

  note(): void {
    this.#times++;
    if (this.#now() - this.#saidAt < quiet) return;
    this.#saidAt = this.#now();
    const times = this.#times;
    this.#times = 0;
    this.#say(times);
  }
}
