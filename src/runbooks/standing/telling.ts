import { type Risk, risks } from '../../finding.js';

/**
 * The collectors whose findings tell of a risk. Where there are none, that nothing is found says nothing: whether there is
 * one hub or two (F) is seen by no finding.
 */
export const tellingCollectors: Readonly<Record<Risk, readonly string[]>> = {
  A: ['audits'],
  B: ['audits'],
  C: ['audits', 'ports'],
  D: ['adoption'],
  E: ['logs'],
  F: [],
  G: ['fleet', 'audits', 'drift'],
  H: ['leaks'],
};

/** The risks that are looked at, where these collectors have had a good run. */
export function lookedBy(succeeded: ReadonlySet<string>): Set<Risk> {
  return new Set(
    risks.filter((risk) => {
      const telling = tellingCollectors[risk];
      return telling.length > 0 && telling.every((name) => succeeded.has(name));
    }),
  );
}
