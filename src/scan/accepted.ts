import { dayOf } from '../check/baseline/apply.js';
import type { AcceptedFinding } from '../check/report.js';
import type { PlacedAcceptance } from '../leakWatch/acceptance/entry.js';
import { judge } from '../leakWatch/acceptance/judge.js';
import type { FileLeak } from './files.js';
import { leakFinding } from './findings.js';

/** Leaks of a machine, held against what its settings accept by fingerprint. `now` is Unix time in milliseconds. */
export function holdAccepted(
  leaks: readonly FileLeak[],
  entries: readonly PlacedAcceptance[],
  now: number,
): { readonly open: readonly FileLeak[]; readonly accepted: readonly AcceptedFinding[] } {
  const { open, accepted } = judge(leaks, entries, now);
  const today = dayOf(now);
  return {
    open,
    accepted: accepted.flatMap((leak) => {
      const entry = entries.find(
        ({ fingerprint, rule, until }) =>
          fingerprint === leak.fingerprint && (rule ?? leak.rule) === leak.rule && until >= today,
      );
      if (entry === undefined) return [];
      return [{ finding: leakFinding(leak, 'machine'), until: entry.until, reason: entry.reason }];
    }),
  };
}
