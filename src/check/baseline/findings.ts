import { shown } from '../../document/wording.js';
import type { Finding } from '../../finding.js';
import type { PlacedEntry } from './entry.js';

/** Something was to be mended by a day, and is not. */
export function expiredEntry(entry: PlacedEntry): Finding {
  return {
    code: 'baseline-expired',
    risk: 'G',
    severity: 'warning',
    place: entry.place,
    message: `\`${shown(entry.code)}\`${about(entry)} was accepted until ${shown(entry.until)}`,
    why: 'what was put up with for a time is still there',
    remedy: 'mend it and remove the entry, or write a later day with a reason for it',
  };
}

/** An entry nobody needs would hide the same thing when it comes back. */
export function unmatchedEntry(entry: PlacedEntry): Finding {
  return {
    code: 'baseline-unmatched',
    risk: 'G',
    severity: 'warning',
    place: entry.place,
    message: `no \`${shown(entry.code)}\`${about(entry)} was found`,
    why: 'the entry would hide it, should it come back',
    remedy: 'remove the entry, or correct what it speaks of',
  };
}

function about({ agent, file }: PlacedEntry): string {
  return `${agent === undefined ? '' : ` of \`${shown(agent)}\``}${file === undefined ? '' : ` in ${shown(file)}`}`;
}
