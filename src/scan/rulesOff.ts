import { didYouMean, nearest } from '../document/nearest.js';
import { isLeakRule, leakRules } from '../leaks/scanner.js';
import { ScanRefused } from './refused.js';

/** The ids, if all of them are rules: a mistyped one would leave a rule on, or a reader thinking so. */
export function knownRules(ids: readonly string[]): readonly string[] {
  for (const id of ids) {
    if (isLeakRule(id)) continue;
    const near = nearest(
      id,
      leakRules.map((rule) => rule.id),
    );
    throw new ScanRefused(`there is no rule \`${id}\`${didYouMean(near)}`);
  }
  return ids;
}
