import { type Risk, risks } from '../../finding.js';

/**
 * The collectors whose findings tell of a risk: of one that none of them has looked at, that nothing is found says nothing.
 */
export const tellingCollectors: Readonly<Record<Risk, readonly string[]>> = {
  A: ['audits'],
  B: ['audits'],
  C: ['audits', 'ports'],
  D: ['adoption'],
  E: ['logs'],
  F: ['hubs'],
  G: ['fleet', 'audits', 'drift'],
  H: ['leaks'],
};

/**
 * Risks that a finished change tells of, too, where no collector has looked: hubs are looked at only where the settings name
 * them.
 */
export const toldByChanges: ReadonlySet<Risk> = new Set(['F']);

/** The risks that are looked at, where these collectors have had a good run. */
export function lookedBy(succeeded: ReadonlySet<string>): Set<Risk> {
  return new Set(
    risks.filter((risk) => {
      const telling = tellingCollectors[risk];
      return telling.length > 0 && telling.every((name) => succeeded.has(name));
    }),
  );
}
