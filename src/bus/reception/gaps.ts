/** Sequences that did not come, from the first to the last of them. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /** Unix time, in milliseconds, at which a later one came. */
  readonly since: number;
  /** Waited for in vain, and counted. */
  readonly lost: boolean;
}

/** Gaps that are kept; of the oldest ones nothing more is known then, and what they waited for is given up. */
export const mostGaps = 1000;

/** Gaps in their order. Kept instead of a mark for each sequence: where nothing is lost it takes no room, however far back it goes. */
export class Gaps {
  #gaps: Gap[];

  constructor(gaps: readonly Gap[] = []) {
    this.#gaps = [...gaps];
  }

  all(): readonly Gap[] {
    return this.#gaps;
  }

  /** Adds a gap behind all others. Gives how many sequences were given up for want of room and had not been counted as lost. */
  open(from: number, to: number, since: number): number {
    this.#gaps.push({ from, to, since, lost: false });
    const dropped = this.#gaps.length > mostGaps ? this.#gaps.shift() : undefined;
    return dropped === undefined || dropped.lost ? 0 : sizeOf(dropped);
  }

  /** Takes a sequence out of the gap that it lies in; `false` where it lies in none. */
  close(sequence: number): boolean {
    const index = this.#gaps.findIndex(({ from, to }) => from <= sequence && sequence <= to);
    const gap = this.#gaps[index];
    if (gap === undefined) return false;
    const rest = [
      { ...gap, to: sequence - 1 },
      { ...gap, from: sequence + 1 },
    ];
    this.#gaps.splice(index, 1, ...rest.filter((part) => part.from <= part.to));
    return true;
  }

  /** Gives up what has been waited for since `before` (Unix milliseconds); how many sequences that are. */
  giveUp(before: number): number {
    let lost = 0;
    this.#gaps = this.#gaps.map((gap) => {
      if (gap.lost || gap.since > before) return gap;
      lost += sizeOf(gap);
      return { ...gap, lost: true };
    });
    return lost;
  }
}

export function sizeOf({ from, to }: Pick<Gap, 'from' | 'to'>): number {
  return to - from + 1;
}
