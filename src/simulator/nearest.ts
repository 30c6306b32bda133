import { closest, distance } from 'fastest-levenshtein';

/** The candidate that takes the fewest edits to reach from `word`, case aside; none that is more than half a word away. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const folded = word.toLowerCase();
  const byFold = new Map(candidates.map((candidate) => [candidate.toLowerCase(), candidate]));
  const best = closest(folded, [...byFold.keys()]);
  return distance(folded, best) * 2 > folded.length ? undefined : byFold.get(best);
}

/** `, did you mean kill?`; empty where nothing is near. */
export function hint(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  return near === undefined ? '' : `, did you mean ${near}?`;
}
