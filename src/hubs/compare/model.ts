import type { Labels } from '../../prometheus/answer.js';

/** A window of time, in Unix seconds, and how closely holes are looked for. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly stepSeconds: number;
}

/** What one hub holds of a window. */
export interface Holding {
  readonly hub: string;
  /** Series of the fleet, by machine and metric. */
  readonly series: readonly Count[];
  /** Samples that its scrapes brought, by machine and job. */
  readonly samples: readonly Count[];
  /** When it had samples of a machine's fleetwatch, by machine: Unix seconds, oldest first, a step apart. */
  readonly seen: ReadonlyMap<string, readonly number[]>;
  /** Alerts that fired, each by its labels. */
  readonly alerts: readonly Labels[];
}

export interface Count {
  readonly machine: string;
  /** The metric or the job. */
  readonly of: string;
  readonly count: number;
}

/** A hub that could not be asked; the reason is one line without a final full stop. */
export interface Unasked {
  readonly hub: string;
  readonly reason: string;
}

/** Something that a hub lacks and another one has. */
export type Difference =
  | {
      readonly kind: 'hole';
      readonly hub: string;
      readonly machine: string;
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly kind: 'series' | 'samples';
      readonly hub: string;
      readonly machine: string;
      readonly of: string;
      readonly has: number;
      /** What the hub has that has most. */
      readonly most: number;
    }
  | { readonly kind: 'alert'; readonly hub: string; readonly alert: Labels };
