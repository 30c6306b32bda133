/** Heartbeats over which losses are counted. */
const windowLength = 60;

/**
 * Which of the newest 60 heartbeats of one session have come. Gaps in the sequence are losses; silence after the newest
 * is none, since a peer that has ended loses nothing on the way.
 */
export class Arrivals {
  readonly #came = new Set<number>();
  #first: number | undefined;
  #newest = 0;

  /** Notes a heartbeat. False for one that has come before, or is older than what is counted. */
  note(sequence: number): boolean {
    if (this.#came.has(sequence) || sequence <= this.#newest - windowLength) return false;
    this.#came.add(sequence);
    this.#first = Math.min(this.#first ?? sequence, sequence);
    this.#newest = Math.max(this.#newest, sequence);
    // In the order in which they came, which is nearly that of their numbers.
    for (const old of this.#came) if (old <= this.#newest - windowLength) this.#came.delete(old);
    return true;
  }

  /** The largest sequence number that has come, 0 before the first. */
  get newest(): number {
    return this.#newest;
  }

  /** Share of those sent that did not come, 0 to 1. */
  get lostRatio(): number {
    const from = Math.max(this.#first ?? 0, this.#newest - windowLength + 1);
    const sent = this.#newest - from + 1;
    return this.#newest === 0 ? 0 : 1 - this.#came.size / sent;
  }
}
