/** One step of the ladder: whom a critical alert goes on to when nobody acknowledges it. */
export interface LadderLevel {
  /** Seconds for which the alert has stood without acknowledgement. */
  readonly afterSeconds: number;
  /** Value of the label `escalation_to`, by which the alert is routed. */
  readonly to: string;
}

/** How an alert that nobody acknowledges goes on to others. */
export interface Ladder {
  readonly levels: readonly LadderLevel[];
  /** Seconds for which an alert may be gone and come back as the same: the ladder does not begin anew. */
  readonly graceSeconds: number;
  /** Seconds between two evaluations. */
  readonly intervalSeconds: number;
}

/** The promise of the on-call handbook, see docs/escalation.md. */
export const defaultLadder: Ladder = {
  levels: [
    { afterSeconds: 600, to: 'lead_sre' },
    { afterSeconds: 1200, to: 'cto' },
    { afterSeconds: 1800, to: 'vendor' },
  ],
  graceSeconds: 120,
  intervalSeconds: 15,
};

/** `10m`, `90s`: the longest unit in which Prometheus writes the duration as one whole number. */
export function promDuration(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
