import { nearest } from '../document/nearest.js';

/** Comparisons of names in one audit, some 0.5 µs each. */
const maximumComparisons = 200_000;

/** Looks for the name that was most likely meant. */
export type NearestName = (name: string, known: () => readonly string[]) => string | undefined;

/**
 * A {@link NearestName} that stops looking after a number of comparisons: hints are for a few typos. In a fleet of
 * thousands of wrong names they would cost minutes.
 */
export function nearestNames(): NearestName {
  let left = maximumComparisons;
  return (name, known) => {
    if (left <= 0) return undefined;
    const names = known();
    left -= names.length;
    return nearest(name, names);
  };
}
