import type { Criterion } from '../guide/read.js';

/** Whether a criterion is met. What could not be measured is not met. */
export type CriterionVerdict = 'met' | 'not-met' | 'not-measured';

/** A criterion, and what shows whether it is met. */
export interface JudgedCriterion {
  readonly criterion: Criterion;
  readonly verdict: CriterionVerdict;
  /** In a few words. */
  readonly evidence: string;
}

/** A runbook was applied and taken back: by its digest, for a procedure that was edited since is another. */
export interface Rehearsal {
  readonly digest: string;
  readonly rollbackSeconds: number;
}
