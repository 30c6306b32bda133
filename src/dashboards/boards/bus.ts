import type { Row } from '../board.js';
import { bad, good, states } from '../colours.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';

const takes = states({ 0: { text: 'takes nothing', color: bad }, 1: { text: 'takes events', color: good } });
const answers = states({ 0: { text: 'silent', color: bad }, 1: { text: 'answers', color: good } });
const off = 'The bus is off.';
const noNats = 'The settings name no NATS server.';

/** Events on their way, and the servers that carry them. */
export function bus(): Row[] {
  return [events(), nats()];
}

function events(): Row {
  return {
    title: 'Event bus',
    panels: [
      stat({
        title: 'Sinks',
        about: 'Whether the last batch of events was taken.',
        queries: [{ expr: 'fleet_bus_sink_up{machine=~"$machine"}', legend: '{{machine}} {{sink}}' }],
        says: 'value-and-name',
        mappings: [takes],
        none: off,
        width: 6,
        height: 8,
      }),
      series({
        title: 'Waiting',
        about: 'Share of its buffer on disk that each sink has filled.',
        queries: [
          {
            expr: 'fleet_bus_backlog_bytes{machine=~"$machine"} / fleet_bus_backlog_max_bytes',
            legend: '{{machine}} {{sink}}',
          },
        ],
        unit: 'percentunit',
        between: [0, 1],
        none: off,
        width: 6,
      }),
      series({
        title: 'Events',
        about: 'Published, per second.',
        queries: [
          {
            expr: 'sum by (machine) (rate(fleet_bus_events_published_total{machine=~"$machine"}[5m]))',
            legend: '{{machine}}',
          },
        ],
        unit: 'eps',
        between: [0],
        none: off,
        width: 6,
      }),
      series({
        title: 'Lost, late, doubled',
        about: 'Events within 10 minutes, by the way on which they came.',
        queries: [
          {
            expr: 'increase(fleet_bus_lost_total{machine=~"$machine"}[10m])',
            legend: 'lost of {{source}} via {{path}}',
          },
          {
            expr: 'increase(fleet_bus_late_total{machine=~"$machine"}[10m])',
            legend: 'late of {{source}} via {{path}}',
          },
          {
            expr: 'increase(fleet_bus_doubled_total{machine=~"$machine"}[10m])',
            legend: 'doubled of {{source}} via {{path}}',
          },
        ],
        between: [0],
        none: 'Nothing is received.',
        width: 6,
      }),
    ],
  };
}

function nats(): Row {
  return {
    title: 'NATS',
    panels: [
      stat({
        title: 'Servers',
        about: 'Whether the monitoring of each server answers.',
        queries: [{ expr: 'fleet_nats_up{machine=~"$machine"}', legend: '{{server}}' }],
        says: 'value-and-name',
        mappings: [answers],
        none: noNats,
        width: 6,
        height: 8,
      }),
      series({
        title: 'Behind the source',
        about: 'Messages that a stream has not yet taken from its source.',
        queries: [{ expr: 'fleet_nats_source_lag_messages{machine=~"$machine"}', legend: '{{server}} {{stream}}' }],
        between: [0],
        none: noNats,
        width: 6,
      }),
      series({
        title: 'Consumers',
        about: 'Messages that wait for each consumer.',
        queries: [
          {
            expr: 'fleet_nats_consumer_pending_messages{machine=~"$machine"}',
            legend: '{{server}} {{stream}} {{consumer}}',
          },
        ],
        between: [0],
        none: noNats,
        width: 6,
      }),
      series({
        title: 'Storage',
        about: 'Share that is used of what a server may keep.',
        queries: [
          {
            expr: 'fleet_nats_storage_bytes{machine=~"$machine"} / (fleet_nats_storage_max_bytes > 0)',
            legend: '{{server}}',
          },
        ],
        unit: 'percentunit',
        between: [0, 1],
        none: noNats,
        width: 6,
      }),
    ],
  };
}
