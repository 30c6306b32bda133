import type { Risk } from '../finding.js';
import type { GateVerdict } from '../gate/model.js';
import type { Runbook } from '../runbooks/model.js';

/** What a trigger of the rules starts: the rollback, a question to a person, or only an entry that says what it would be. */
export const rollbackModes = ['auto', 'approve', 'dry-run'] as const;
export type RollbackMode = (typeof rollbackModes)[number];

/**
 * `active`: begun, steps are under way. `baking`: committed, still watched, can still be taken back. `committed`: the
 * bake time is over. `rollback-requested`: to be rolled back; waits for an approval, a limit, or the executor.
 */
export const changeStates = [
  'active',
  'baking',
  'committed',
  'rollback-requested',
  'rolling-back',
  'rolled-back',
  'rollback-failed',
] as const;
export type ChangeState = (typeof changeStates)[number];

/** An agent that a change touches. */
export interface Touched {
  readonly machine: string;
  readonly agent: string;
}

/** What was measured before the change, through Prometheus. A number is absent where Prometheus could not say it. */
export interface Baseline {
  /** Unix time in milliseconds. */
  readonly measuredAt: number;
  /** Touched agents that were up. */
  readonly healthyAgents?: number;
  /** Of the probes of all machines with touched agents, over the last half hour. */
  readonly probeSeconds?: { readonly p50: number; readonly p95: number };
  /** Restarts of touched agents over the last hour. */
  readonly restarts?: number;
  readonly findings?: Readonly<Partial<Record<Risk, number>>>;
  /** Value of each gate query that is held against the baseline, by its id. */
  readonly queries?: Readonly<Record<string, number>>;
}

/** How a step of a change stands. */
export type StepStanding =
  | 'pending'
  | 'skipped'
  | 'running'
  | 'done'
  | 'failed'
  /** Neither its end nor its verify could say; a person has to look. */
  | 'unknown'
  | 'undone';

export interface StepProgress {
  readonly step: string;
  readonly machine: string;
  readonly standing: StepStanding;
}

/** Why a change is to be rolled back. Nothing in here reaches a command. */
export interface RollbackCause {
  readonly via: 'operator' | 'webhook' | 'poll' | 'gate';
  /** A person, or the name of the alert or gate query; redacted, at most 200 characters. */
  readonly who: string;
  /** Unix time in milliseconds. */
  readonly at: number;
}

/** A window in time in which somebody alters the fleet by a runbook: what the journal adds up to. */
export interface Change {
  readonly id: string;
  /** As it was when the change began. */
  readonly runbook: Runbook;
  /** Of the fleetwatch that keeps it. */
  readonly machine: string;
  readonly mode: RollbackMode;
  readonly touches: readonly Touched[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly by: string;
  readonly state: ChangeState;
  readonly steps: readonly StepProgress[];
  readonly baseline: Baseline;
  /** All times are Unix times in milliseconds. */
  readonly begunAt: number;
  /** After this the change no longer mutes what it touches. */
  readonly expiresAt: number;
  readonly committedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly rollback: RollbackCause | undefined;
  readonly rollbackStartedAt: number | undefined;
  /** What the last gate said. */
  readonly gate: { readonly verdict: GateVerdict; readonly at: number } | undefined;
}
