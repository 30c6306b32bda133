import { type SinkName, sinkNames } from '../bus/mode.js';
import type { PathState } from '../bus/reception/pathCount.js';
import type { ReceptionView } from '../bus/reception/reception.js';
import type { Collector } from '../exposition/collector.js';
import { counter, type Family, gauge } from '../exposition/family.js';
import type { Page } from '../exposition/page.js';

/** `source` is the machine that sent the events; `path` is http or nats. */
const ofPath = ['machine', 'source', 'path'] as const;

const received = counter('fleet_bus_received_total', 'Events that came, doubles among them; over restarts.', ofPath);
const lost = counter(
  'fleet_bus_lost_total',
  'Sequences that did not come within `bus.receive.patience` after a later one had; over restarts.',
  ofPath,
);
const late = counter('fleet_bus_late_total', 'Events that came after a later one; over restarts.', ofPath);
const doubled = counter('fleet_bus_doubled_total', 'Events that came again; over restarts.', ofPath);
const lastReceived = gauge(
  'fleet_bus_last_received_timestamp_seconds',
  'Unix time at which the last event came, 0 where none ever did.',
  ofPath,
);
const expected = gauge(
  'fleet_bus_path_expected',
  'Whether events of the source should come on the path: its newest event was sent on it, and over HTTP one came here within a day.',
  ofPath,
);
const parityRatio = gauge(
  'fleet_bus_parity_ratio',
  'Share of the sequences of the last hour that came on both paths, of those that came on either and had `bus.receive.patience` to. Absent where nothing was compared.',
  ['machine', 'source'],
);
const unreadable = counter(
  'fleet_bus_unreadable_total',
  'What came and was no event of a machine of the fleet, since the exporter started.',
  ['machine', 'path'],
);

/** All that this collector exports. */
export const busReceptionFamilies: readonly Family[] = [
  ...[received, lost, late, doubled, lastReceived, expected],
  ...[parityRatio, unreadable],
];

export interface BusReceptionSource {
  readonly machine: string;
  /** The ways on which events are received here. */
  readonly paths: readonly SinkName[];
  look(): ReceptionView;
}

/** Which events of the fleet come here, and do both ways bring the same? */
export function busReceptionCollector({ machine, paths, look }: BusReceptionSource): Collector {
  return {
    name: 'bus_reception',
    risk: 'F',
    schedule: 'scrape',
    deadlineSeconds: 3,
    families: busReceptionFamilies,
    async collect({ page }) {
      const { sources, unreadable: other } = look();
      for (const [source, view] of sources) {
        for (const path of paths) {
          setPath(page, { machine, source, path }, view.paths[path], view.expected.includes(path));
        }
        const { parity } = view;
        if (parity !== undefined && sinkNames.every((path) => paths.includes(path))) {
          page.set(parityRatio, { machine, source }, parity);
        }
        await page.turn();
      }
      for (const path of paths) page.set(unreadable, { machine, path }, other[path]);
      return undefined;
    },
  };
}

function setPath(page: Page, of: Record<(typeof ofPath)[number], string>, state: PathState, isExpected: boolean): void {
  page.set(received, of, state.received);
  page.set(lost, of, state.lost);
  page.set(late, of, state.late);
  page.set(doubled, of, state.doubled);
  page.set(lastReceived, of, state.lastAt / 1000);
  page.set(expected, of, isExpected ? 1 : 0);
}
