import type { FilePlace, Finding } from '../finding.js';
import type { Unmoved } from './model.js';

/** The finding for a key of the older layout that is left as it is. */
export function byHand(place: FilePlace, { key, reason }: Unmoved): Finding {
  return {
    code: 'migrate-by-hand',
    risk: 'G',
    severity: 'warning',
    place,
    message: `\`${key}\` is not migrated: ${reason}`,
    why: 'it is of an older layout, and a program could only guess how to write it anew',
    remedy: 'bring it into the current layout by hand, and run the migration again',
  };
}
