import type { SinkView } from '../bus/bus.js';
import { type BusMode, busModes } from '../bus/mode.js';
import type { BusTally } from '../bus/tally.js';
import type { Collector } from '../exposition/collector.js';
import { counter, type Family, gauge } from '../exposition/family.js';

const ofMachine = ['machine'] as const;
const ofSink = ['machine', 'sink'] as const;

const modes = gauge('fleet_bus_mode', 'The mode of the bus: by which ways events are sent. Exactly one is 1.', [
  'machine',
  'mode',
]);
const sequence = gauge('fleet_bus_sequence', 'Sequence of the last event that is on the disk.', ofMachine);
const published = counter(
  'fleet_bus_events_published_total',
  'Events that happened while the bus was on, since the exporter started, by what they are about.',
  ['machine', 'kind'],
);
const unwritten = gauge(
  'fleet_bus_unwritten_events',
  'Events that happened and are not on the disk yet; nobody is sent them before.',
  ofMachine,
);
const active = gauge('fleet_bus_sink_active', 'Whether events of now are for the sink, by the mode.', ofSink);
const up = gauge(
  'fleet_bus_sink_up',
  'Whether the last attempt to send to the sink was acknowledged; 0 until there was one.',
  ofSink,
);
const acknowledged = counter(
  'fleet_bus_events_acknowledged_total',
  'Events that the sink has acknowledged since the exporter started.',
  ofSink,
);
const failures = counter(
  'fleet_bus_send_failures_total',
  'Attempts of which the sink took nothing, since the exporter started. What they carried is sent again.',
  ['machine', 'sink', 'reason'],
);
const dropped = counter(
  'fleet_bus_events_dropped_total',
  'Events that the sink will never get, since the exporter started: no room or too old in the buffer, not taken by the disk, unreadable there, or larger than the sink takes.',
  ['machine', 'sink', 'reason'],
);
const backlogEvents = gauge(
  'fleet_bus_backlog_events',
  'Events on the disk that the sink has not acknowledged.',
  ofSink,
);
const backlogBytes = gauge('fleet_bus_backlog_bytes', 'Size of the events that the sink has not acknowledged.', ofSink);
const backlogMaximum = gauge(
  'fleet_bus_backlog_max_bytes',
  'Size of all events in the buffer at which the oldest are dropped.',
  ofSink,
);
const oldest = gauge(
  'fleet_bus_backlog_oldest_timestamp_seconds',
  'Unix time at which the oldest event happened that the sink has not acknowledged; that of the look where there is none.',
  ofSink,
);

/** All that this collector exports. */
export const busFamilies: readonly Family[] = [
  modes,
  sequence,
  published,
  unwritten,
  active,
  up,
  acknowledged,
  failures,
  dropped,
  backlogEvents,
  backlogBytes,
  backlogMaximum,
  oldest,
];

export interface BusSource {
  readonly machine: string;
  readonly bus: {
    readonly mode: BusMode;
    readonly sequence: number;
    readonly unwritten: number;
    readonly maxBytes: number;
    readonly sinks: readonly SinkView[];
    readonly tally: BusTally;
  };
  /** Unix time in milliseconds. */
  now(): number;
}

/** Do this machine's events reach where they should? */
export function busCollector({ machine, bus, now }: BusSource): Collector {
  return {
    name: 'bus',
    risk: 'F',
    schedule: 'scrape',
    deadlineSeconds: 3,
    families: busFamilies,
    async collect({ page }) {
      const { tally } = bus;
      for (const mode of busModes) page.set(modes, { machine, mode }, mode === bus.mode ? 1 : 0);
      page.set(sequence, { machine }, bus.sequence);
      page.set(unwritten, { machine }, bus.unwritten);
      for (const [kind, count] of Object.entries(tally.published)) page.set(published, { machine, kind }, count);
      for (const { name: sink, isActive, isUp, backlog } of bus.sinks) {
        const of = { machine, sink };
        page.set(active, of, isActive ? 1 : 0);
        page.set(up, of, isUp ? 1 : 0);
        page.set(acknowledged, of, tally.acknowledged[sink]);
        page.set(backlogEvents, of, backlog.events);
        page.set(backlogBytes, of, backlog.bytes);
        page.set(backlogMaximum, of, bus.maxBytes);
        page.set(oldest, of, (backlog.oldestAt ?? now()) / 1000);
        for (const [reason, count] of Object.entries(tally.failures[sink]))
          page.set(failures, { ...of, reason }, count);
        for (const [reason, count] of Object.entries(tally.dropped[sink])) page.set(dropped, { ...of, reason }, count);
      }
      return undefined;
    },
  };
}
