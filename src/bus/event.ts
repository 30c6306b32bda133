import type { BusMode, SinkName } from './mode.js';

/** What an event is about; the last token of its subject on NATS. */
export const eventKinds = ['health', 'change', 'rollback', 'heartbeat'] as const;
export type EventKind = (typeof eventKinds)[number];

/** What happened, before it has its place in the sequence. Words are without credentials. */
export type Happening =
  | {
      readonly kind: 'health';
      readonly agent: string;
      readonly verdict: string;
      readonly previous: string;
      readonly reason?: string;
    }
  | {
      readonly kind: 'change';
      readonly change: string;
      readonly state: 'active' | 'committed' | 'rollback-requested' | 'rolling-back';
      readonly runbook?: string;
      readonly by?: string;
      /** Number of the journal entry that says so. */
      readonly entry: number;
    }
  | {
      readonly kind: 'rollback';
      readonly change: string;
      readonly outcome: 'held-back' | 'approved' | 'done' | 'failed' | 'dry-run';
      readonly reason?: string;
      readonly entry: number;
    }
  | { readonly kind: 'heartbeat'; readonly mode: BusMode; readonly interval_seconds: number };

/** Where an event stands among all those of its machine. */
export interface Standing {
  readonly machine: string;
  /** Changes only when the state directory was lost. */
  readonly epoch: string;
  /** Counts from 1. */
  readonly sequence: number;
  /** The ways on which it is sent, each with the sequence from which on every event is sent on it. */
  readonly paths: Readonly<Partial<Record<SinkName, number>>>;
}

/** A CloudEvent 1.0 as `schemas/fleet-event.schema.json` describes it. */
export interface FleetEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly subject?: string;
  readonly datacontenttype: 'application/json';
  readonly data: Happening & Pick<Standing, 'machine' | 'sequence' | 'paths'>;
}

/** The event of what happened `at` (Unix milliseconds). */
export function fleetEvent(happening: Happening, at: number, standing: Standing): FleetEvent {
  const { machine, sequence, paths } = standing;
  return {
    specversion: '1.0',
    id: eventId(standing),
    source: `/fleetwatch/${machine}`,
    type: typeOf(happening),
    time: new Date(at).toISOString(),
    ...(happening.kind === 'health' ? { subject: happening.agent } : {}),
    datacontenttype: 'application/json',
    data: { machine, sequence, paths, ...happening },
  };
}

/** The same for an event however often it is sent: receivers know doubles by it. */
export function eventId({ machine, epoch, sequence }: Pick<Standing, 'machine' | 'epoch' | 'sequence'>): string {
  return `${machine}/${epoch}/${sequence}`;
}

function typeOf(happening: Happening): string {
  switch (happening.kind) {
    case 'health':
      return 'fleetwatch.health.changed';
    case 'change':
      return `fleetwatch.change.${happening.state}`;
    case 'rollback':
      return `fleetwatch.rollback.${happening.outcome}`;
    case 'heartbeat':
      return 'fleetwatch.heartbeat';
  }
}
