import type { Row } from '../board.js';
import { bad, good, states } from '../colours.js';
import { limitOf } from '../limits.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';
import { timeline } from '../panels/timeline.js';
import type { Rule } from '../rules.js';
import { chosen } from '../selectors.js';

/** How the exporters themselves fare. */
export function exporters(rules: readonly Rule[]): Row[] {
  return [collectors(), cost(rules)];
}

function collectors(): Row {
  return {
    title: 'Collectors',
    panels: [
      timeline({
        title: 'Collectors',
        about: 'Whether the last run of each succeeded.',
        queries: [{ expr: `fleetwatch_collector_success{${chosen}}`, legend: '{{machine}} {{collector}}' }],
        mappings: [
          states({ 0: { text: 'failed, or has not run', color: bad }, 1: { text: 'succeeded', color: good } }),
        ],
        alerts: ['FleetCollectorFailing'],
        rowsPerPage: 40,
        width: 12,
        height: 12,
      }),
      series({
        title: 'Age of what collectors say',
        about: 'In periods of the collector; after three its samples are dropped.',
        queries: [
          {
            expr: `topk(10, (time() - (fleetwatch_collector_last_success_timestamp_seconds{${chosen}} > 0))
              / on (machine, collector) fleetwatch_collector_period_seconds{${chosen}})`,
            legend: '{{machine}} {{collector}}',
          },
        ],
        between: [0],
        alerts: ['FleetCollectorStale'],
        width: 12,
        height: 12,
      }),
      series({
        title: 'Slowest collectors',
        about: 'Duration of the last run, of the ten that took longest.',
        queries: [
          {
            expr: `topk(10, fleetwatch_collector_duration_seconds{${chosen}})`,
            legend: '{{machine}} {{collector}}',
          },
        ],
        unit: 's',
        between: [0],
        width: 12,
      }),
      series({
        title: 'Runs left out',
        about: 'Because the one before had not come back, within 10 minutes.',
        queries: [
          {
            expr: `sum by (machine) (increase(fleetwatch_collector_skipped_total{${chosen}}[10m]))`,
            legend: '{{machine}} collectors',
          },
          { expr: `increase(fleet_probe_skipped_total{${chosen}}[10m])`, legend: '{{machine}} probes' },
        ],
        between: [0],
        width: 12,
      }),
    ],
  };
}

function cost(rules: readonly Rule[]): Row {
  return {
    title: 'What the exporters cost',
    panels: [
      series({
        title: 'Time to answer a scrape',
        about: 'The slowest of twenty.',
        queries: [
          {
            expr: `histogram_quantile(0.95, sum by (machine, le) (rate(fleetwatch_scrape_duration_seconds_bucket{${chosen}}[5m])))`,
            legend: '{{machine}}',
          },
        ],
        unit: 's',
        between: [0],
        width: 8,
      }),
      series({
        title: 'Processor time',
        about: 'Cores that fleetwatch itself uses.',
        queries: [
          {
            expr: `rate(process_cpu_seconds_total{job="fleetwatch",${chosen}}[$__rate_interval])`,
            legend: '{{machine}}',
          },
        ],
        between: [0],
        width: 8,
      }),
      series({
        title: 'Memory',
        about: 'Resident memory of fleetwatch itself.',
        queries: [{ expr: `process_resident_memory_bytes{job="fleetwatch",${chosen}}`, legend: '{{machine}}' }],
        unit: 'bytes',
        between: [0],
        width: 8,
      }),
      series({
        title: 'Delay of the event loop',
        about: 'The longest since the scrape before.',
        queries: [{ expr: `nodejs_eventloop_lag_max_seconds{${chosen}}`, legend: '{{machine}}' }],
        unit: 's',
        between: [0],
        width: 8,
      }),
      series({
        title: 'Clock',
        about: 'How far the clock of each machine is from that of Prometheus, either way.',
        queries: [
          {
            expr: `abs(min by (machine) (
              timestamp(fleetwatch_collector_last_success_timestamp_seconds{${chosen}})
                - fleetwatch_collector_last_success_timestamp_seconds{${chosen}}
              and on (machine, collector) fleetwatch_collector_success == 1
            ))`,
            legend: '{{machine}}',
          },
        ],
        unit: 's',
        between: [0],
        limits: [
          limitOf(rules, { alert: 'FleetClockSkew', metric: 'fleetwatch_collector_last_success_timestamp_seconds' }),
        ],
        width: 8,
      }),
      stat({
        title: 'Version',
        about: 'Of fleetwatch, by machine.',
        queries: [{ expr: `fleetwatch_build_info{${chosen}}`, legend: '{{machine}} {{version}}' }],
        says: 'name',
        width: 8,
        height: 8,
      }),
    ],
  };
}
