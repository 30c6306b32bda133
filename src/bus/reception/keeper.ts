/**
 * Writes a state that changes all the time. However many ask at once, one write is under way and at most one waits: each
 * caller is answered by a write that began after it asked.
 */
export class Keeper {
  readonly #write: () => Promise<void>;
  #underWay: Promise<void> | undefined;
  #waiting: Promise<void> | undefined;

  constructor(write: () => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when the state as it is now, or a later one, is on the disk. Rejects where it could not be written. */
  keep(): Promise<void> {
    if (this.#underWay === undefined) {
      this.#underWay = this.#write().finally(() => {
        this.#underWay = undefined;
      });
      return this.#underWay;
    }
    this.#waiting ??= this.#underWay
      .catch(() => undefined)
      .then(() => {
        this.#waiting = undefined;
        return this.keep();
      });
    return this.#waiting;
  }
}
