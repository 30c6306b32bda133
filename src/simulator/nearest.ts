import { closest } from 'fastest-levenshtein';

/** The candidate that takes the fewest edits to reach from `word`, case aside; `word` itself where there is none. */
export function nearest(word: string, candidates: readonly string[]): string {
  const byFold = new Map(candidates.map((candidate) => [candidate.toLowerCase(), candidate]));
  return byFold.get(closest(word.toLowerCase(), [...byFold.keys()])) ?? word;
}
