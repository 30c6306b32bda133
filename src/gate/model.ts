/** What one question to Prometheus came to. */
export type Measured = 'pass' | 'fail' | 'inconclusive';

/** The decision on a change: go on, take it back, or neither can be said. */
export const gateVerdicts = ['go', 'rollback', 'inconclusive'] as const;
export type GateVerdict = (typeof gateVerdicts)[number];

export const comparisons = ['<', '<=', '>', '>=', '==', '!='] as const;
export type Comparison = (typeof comparisons)[number];

/**
 * What several series of one answer mean: `every` series must fulfil the condition, `any` one must, or the condition is
 * held against one number made of them. `only` takes an answer of more than one series for an error.
 */
export const reductions = ['every', 'any', 'sum', 'min', 'max', 'avg', 'only'] as const;
export type Reduction = (typeof reductions)[number];

/** What a value is held against: a number, or what was measured before, times `factor` plus `plus`. */
export type Reference =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'baseline' | 'last-good'; readonly factor: number; readonly plus: number };

/** One question that a gate asks Prometheus, as often as it says. Times are in seconds. */
export interface GateQuery {
  readonly id: string;
  readonly title: string;
  /** PromQL. `{machine}`, `{change}` and the parameters of the runbook stand for their values, escaped for a string. */
  readonly query: string;
  /** What must be true of the value. */
  readonly condition: { readonly comparison: Comparison; readonly reference: Reference };
  readonly reduce: Reduction;
  /** Silence is never success: none of these may pass. */
  readonly onNoData: 'fail' | 'inconclusive';
  readonly onNaN: 'fail' | 'inconclusive';
  readonly onError: 'fail' | 'inconclusive';
  readonly initialDelay: number;
  readonly interval: number;
  /** Measurements at most. */
  readonly count: number;
  /** The query fails with one failed measurement more than this. */
  readonly failureLimit: number;
  readonly inconclusiveLimit: number;
  /** Successes in a row after which the query passes without further measurements; 0: all of `count` are taken. */
  readonly consecutiveSuccessLimit: number;
}

/** A gate: go if all queries pass, roll back if any fails, inconclusive otherwise. */
export interface Gate {
  readonly id: string;
  readonly title: string;
  readonly queries: readonly GateQuery[];
}
