import type { Leak } from './model.js';

/** Something that a rule has found, before it is known whether a better rule has found it too. */
export interface Candidate extends Leak {
  readonly exact: boolean;
  /** Place of the rule among all. */
  readonly rank: number;
}

/**
 * Keeps one of those that overlap: an exact one, else the one that begins first, else the longer, else the first rule's.
 * Chains of overlapping ones are shorter than the scanner's window, so the same is kept however the bytes were divided.
 */
export function settle(candidates: readonly Candidate[]): readonly Leak[] {
  if (candidates.length === 0) return [];
  const sorted = candidates.toSorted((a, b) => a.start - b.start || b.end - a.end || a.rank - b.rank);
  const exact = apart(sorted.filter((candidate) => candidate.exact));
  const free = sorted.filter((candidate) => !candidate.exact && !overlapsAny(candidate, exact));
  return [...exact, ...apart(free)]
    .sort((a, b) => a.start - b.start)
    .map(({ rule, start, end }) => ({ rule, start, end }));
}

function apart(sorted: readonly Candidate[]): readonly Candidate[] {
  let end = 0;
  return sorted.filter((candidate) => {
    if (candidate.start < end) return false;
    end = candidate.end;
    return true;
  });
}

/** @param others in order, none overlapping another */
function overlapsAny({ start, end }: Candidate, others: readonly Candidate[]): boolean {
  let low = 0;
  let high = others.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((others[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  return (others[low]?.start ?? end) < end;
}
