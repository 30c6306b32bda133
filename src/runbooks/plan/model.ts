import type { Runbook } from '../model.js';
import type { RunbookCycle } from '../problems/cycles.js';
import type { Standings } from '../standing/standing.js';

/** What of a runbook the plan depends on. */
export type Plannable = Pick<
  Runbook,
  | 'id'
  | 'title'
  | 'risk'
  | 'kind'
  | 'impact'
  | 'complexity'
  | 'effortHours'
  | 'downtime'
  | 'machines'
  | 'dependencies'
  | 'conflicts'
>;

/** A runbook with its place in the order. */
export interface Planned {
  readonly runbook: Plannable;
  /** Counts from 1. */
  readonly wave: number;
  /** Runbooks of the plan that it depends on. */
  readonly after: readonly string[];
  /** Runbooks that it may not run beside, and that go first. */
  readonly inTurnAfter: readonly string[];
  /** Hours of work after the beginning, where everything begins as soon as it can. */
  readonly startHours: number;
}

export interface Plan {
  /** A wave needs only what is finished with the waves before. Within one, those in conflict go one after the other. */
  readonly waves: readonly (readonly Planned[])[];
  /** Nothing is left to mend. */
  readonly done: readonly Plannable[];
  /** The chain that takes longest, in order. */
  readonly criticalPath: readonly string[];
  /** Hours along the critical path: no number of people makes it shorter. */
  readonly criticalHours: number;
  /** Hours of all work together. */
  readonly effortHours: number;
  readonly standings: Standings;
}

export type PlanResult =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'cycles'; readonly cycles: readonly RunbookCycle[] };
