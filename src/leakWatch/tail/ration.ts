/** Milliseconds of work that are done at once, when there was none for a while. */
const burstMilliseconds = 50;

/** Keeps work to a share of one core: what was spent has to be rested for. */
export class Ration {
  readonly #share: number;
  readonly #elapsed: () => number;
  #debt = 0;
  #at: number;

  /**
   * @param share of one core, above 0 and at most 1
   * @param elapsed milliseconds of a clock that is never set
   */
  constructor(share: number, elapsed: () => number) {
    this.#share = share;
    this.#elapsed = elapsed;
    this.#at = elapsed();
  }

  /** Notes milliseconds of work, and tells for how many more there has to be rest. */
  spend(milliseconds: number): number {
    const now = this.#elapsed();
    this.#debt = Math.max(0, this.#debt - (now - this.#at) * this.#share) + milliseconds;
    this.#at = now;
    return Math.max(0, this.#debt - burstMilliseconds) / this.#share;
  }
}
