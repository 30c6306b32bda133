import type { GivenUp } from './buffer/log.js';
import type { EventKind } from './event.js';
import type { SinkName } from './mode.js';
import type { FailureReason } from './sinks/sink.js';

/**
 * Why an event never reached a sink: it was given up in the buffer, the disk did not take it, or the sink takes none of
 * its size.
 */
export type DropReason = GivenUp | 'disk' | 'too_large';

const noFailures: Readonly<Record<FailureReason, number>> = {
  credentials: 0,
  unreachable: 0,
  timeout: 0,
  unauthorized: 0,
  tls: 0,
  no_stream: 0,
  rejected: 0,
  too_large: 0,
};

const noDrops: Readonly<Record<DropReason, number>> = { space: 0, age: 0, unreadable: 0, disk: 0, too_large: 0 };

/** Counts since the program started. */
export class BusTally {
  readonly published: Record<EventKind, number> = { health: 0, change: 0, rollback: 0, heartbeat: 0 };
  readonly acknowledged: Record<SinkName, number> = { http: 0, nats: 0 };
  readonly failures: Record<SinkName, Record<FailureReason, number>> = {
    http: { ...noFailures },
    nats: { ...noFailures },
  };
  readonly dropped: Record<SinkName, Record<DropReason, number>> = { http: { ...noDrops }, nats: { ...noDrops } };
}
