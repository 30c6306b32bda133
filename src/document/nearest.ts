import { distance } from 'fastest-levenshtein';

/** Longer names are no typos of ours, and comparing costs the product of the lengths. */
const maximumLength = 128;

/** The name that a typo most likely meant, whatever its case: at most a third of its letters (and at least one) away. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > maximumLength) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const away = distance(name.toLowerCase(), candidate.toLowerCase());
    if (away >= least) continue;
    best = candidate;
    least = away;
  }
  return best;
}

/** The hint behind a sentence about a name that is not known; empty where nothing is near. */
export function didYouMean(near: string | undefined): string {
  return near === undefined ? '' : `, did you mean \`${near}\`?`;
}
