import type { GateVerdict } from '../../gate/model.js';
import type { Runbook } from '../../runbooks/model.js';
import type { Baseline, RollbackCause, RollbackMode, Touched } from '../model.js';

/** `apply` and `test` go forward; `undo` takes a step back, `rollback` is a step of the runbook's own rollback. */
export const phases = ['apply', 'test', 'undo', 'rollback'] as const;
export type Phase = (typeof phases)[number];

/**
 * How a task ended. `already`: its verify said that it was done before anything was run. `unknown`: neither its end nor
 * its verify could say.
 */
export const taskOutcomes = ['done', 'already', 'skipped', 'failed', 'unknown'] as const;
export type TaskOutcome = (typeof taskOutcomes)[number];

/** One step in one phase on one machine. */
export interface TaskName {
  readonly phase: Phase;
  readonly step: string;
  readonly machine: string;
}

/** All that a change is and stays: what the journal says of its begin. */
export interface Begun {
  readonly runbook: Runbook;
  readonly mode: RollbackMode;
  readonly touches: readonly Touched[];
  readonly parameters: Readonly<Record<string, string>>;
  /** Values of the built-in parameters on the machine that keeps the change, but for `change` and `change_directory`. */
  readonly values: Readonly<Record<string, string>>;
  /** Of the fleet, in their order; that of the change is among them. */
  readonly machines: readonly string[];
  /** Agents of the whole fleet. */
  readonly fleetAgents: number;
  readonly by: string;
  readonly baseline: Baseline;
  /** Unix time in milliseconds. */
  readonly expiresAt: number;
}

/** Why a rollback does not begin by itself. */
export const holds = ['approval', 'switched-off', 'one-a-change', 'day', 'cool-down', 'share'] as const;
export type Hold = (typeof holds)[number];

/** What happened. */
export type Happening =
  | { readonly kind: 'begun'; readonly data: Begun }
  | {
      readonly kind: 'step-started';
      readonly data: TaskName & {
        readonly attempt: number;
        /** What it was started on: its verify had said that it is not done, or another machine is asked to see to it. */
        readonly because: 'not-done' | 'test' | 'sent';
        /** What runs, without credentials; absent for what a person does. */
        readonly argv?: readonly string[];
      };
    }
  | {
      readonly kind: 'step-ended';
      readonly data: TaskName & {
        readonly attempt: number;
        readonly outcome: TaskOutcome;
        readonly reason: string;
        readonly seconds: number;
      };
    }
  | { readonly kind: 'gate-judged'; readonly data: { readonly gate: string; readonly verdict: GateVerdict } }
  | { readonly kind: 'committed'; readonly data: { readonly by: string } }
  | { readonly kind: 'rollback-requested'; readonly data: RollbackCause }
  | { readonly kind: 'rollback-held-back'; readonly data: { readonly hold: Hold } }
  | { readonly kind: 'rollback-approved'; readonly data: { readonly by: string } }
  | {
      readonly kind: 'rollback-started';
      readonly data: { readonly automatic: boolean; readonly budgetSeconds: number };
    }
  | {
      readonly kind: 'rollback-ended';
      readonly data: {
        readonly outcome: 'done' | 'failed' | 'dry-run';
        readonly reason: string;
        /** What a dry run would have done. */
        readonly planned?: readonly TaskName[];
      };
    }
  | { readonly kind: 'repaired'; readonly data: { readonly bytes: number; readonly kept: string } };

/** Something that happened, as it is to be written. */
export type NewEntry = Happening & {
  /** Absent for what is about the journal itself. */
  readonly change?: string;
};

/** A line of the journal. */
export type Entry = NewEntry & {
  /** Counts from 1, without a gap. */
  readonly sequence: number;
  /** Unix time in milliseconds. */
  readonly at: number;
  /** Of the fleetwatch that wrote it. */
  readonly machine: string;
  /** Hash of the entry before; of the first one, 64 zeros. */
  readonly previous: string;
  /** SHA-256 in hexadecimal over the canonical form of all the rest. */
  readonly hash: string;
};
