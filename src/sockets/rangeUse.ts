import type { PortRange } from '../audits/settings.js';

/** How full a range of ports is, in ports. */
export interface RangeUse {
  readonly size: number;
  readonly used: number;
  /** The longest stretch of free ports: an agent wants its own side by side. */
  readonly largestFree: number;
}

/** Counts the ports of a range that are taken, by plan or in fact. */
export function rangeUse({ first, last }: PortRange, taken: ReadonlySet<number>): RangeUse {
  let used = 0;
  let largestFree = 0;
  let stretch = 0;
  for (let port = first; port <= last; port++) {
    if (taken.has(port)) {
      used += 1;
      stretch = 0;
    } else {
      stretch += 1;
      largestFree = Math.max(largestFree, stretch);
    }
  }
  return { size: last - first + 1, used, largestFree };
}
