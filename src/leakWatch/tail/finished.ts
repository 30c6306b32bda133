import { basename, dirname } from 'node:path';

interface Finish {
  readonly path: string;
  /** Unix seconds. */
  readonly writtenAt: number;
}

const finishesAtMost = 500;
/** A compressed file takes over the time of the last write, to the second at the coarsest. */
const toleranceSeconds = 1;

/** Remembers files that were read to their end before they went, to know them again once they are compressed. */
export class Finished {
  #finishes: Finish[] = [];

  note(path: string, writtenAt: number): void {
    this.#finishes.push({ path, writtenAt });
    if (this.#finishes.length > finishesAtMost) this.#finishes.shift();
  }

  /**
   * Whether a compressed file holds one of them: `today.log` may become `today.log.1.gz` in one go. gzip(1) and
   * logrotate(8) give it the time of what it holds.
   */
  holds(packed: string, writtenAt: number): boolean {
    return this.#finishes.some(
      (finish) =>
        Math.abs(finish.writtenAt - writtenAt) <= toleranceSeconds &&
        dirname(packed) === dirname(finish.path) &&
        basename(packed).startsWith(basename(finish.path)),
    );
  }
}
