import type { ServerMetrics } from './serverMetrics.js';

/** When the failures that a Prometheus counts last became more, in Unix seconds; nothing for not lately. */
export interface FailureMemory {
  readonly writesFailedAt: number | undefined;
  readonly alertsDroppedAt: number | undefined;
  /** The counts at the last look. */
  readonly counts: Pick<ServerMetrics, 'failedWrites' | 'droppedAlerts'> | undefined;
}

export const noFailures: FailureMemory = { writesFailedAt: undefined, alertsDroppedAt: undefined, counts: undefined };

/** For how long a failure counts after it was seen, in seconds: longer than scrapes, and than alerts are sent again. */
const heldSeconds = 120;

/**
 * What is known of failures after one more look. A first look has nothing to compare with; a count that is lower is that of
 * a server that has restarted. What a look does not tell leaves everything as it was.
 */
export function rememberFailures(
  { writesFailedAt, alertsDroppedAt, counts }: FailureMemory,
  seen: ServerMetrics | undefined,
  now: number,
): FailureMemory {
  const held = (at: number | undefined) => (at !== undefined && now - at < heldSeconds ? at : undefined);
  const grew = (name: 'failedWrites' | 'droppedAlerts') =>
    seen !== undefined && counts !== undefined && seen[name] > counts[name];
  return {
    writesFailedAt: grew('failedWrites') ? now : held(writesFailedAt),
    alertsDroppedAt: grew('droppedAlerts') ? now : held(alertsDroppedAt),
    counts: seen ?? counts,
  };
}
