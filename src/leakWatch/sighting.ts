import type { Finding } from '../finding.js';
import type { Surface } from '../leaks/model.js';

/** One credential in one place, as it is remembered and reported: nothing in it helps to tell the value. */
export interface Sighting {
  readonly surface: Surface;
  /** Id of the rule that found it. */
  readonly rule: string;
  /** Keyed by a secret of this machine: equal values have equal ones here, and nobody else can compute it. */
  readonly fingerprint: string;
  readonly place: Finding['place'];
  /** The agent whose process or file it is. */
  readonly agent: string | undefined;
}
