import type { Row } from '../board.js';
import { series } from '../panels/series.js';

/** Agents of the change that is chosen, to be joined with what is known of agents. */
export const touched = 'max by (machine, agent) (fleet_change_touches{change="$change"})';

/** What was measured before the change, and the same now. */
export function comparison(): Row {
  const width = 12;
  const between = [0] as const;
  const dashed = ['before'];
  const before = (metric: string) => ({ expr: `max(${metric})`, legend: 'before' });
  return {
    title: 'Before and now',
    panels: [
      series({
        title: 'Agents that are up',
        about: 'Of those that the change touches.',
        queries: [
          {
            expr: `count(max by (machine, agent) (fleet_agent_up) == 1 and on (machine, agent) ${touched})`,
            legend: 'now',
          },
          before('fleet_change_baseline_healthy_agents{change="$change"}'),
        ],
        none: 'The change touches no agent now.',
        between,
        dashed,
        width,
      }),
      series({
        title: 'Time to answer',
        about: 'The 95th percentile over 5 minutes, of the probes of all machines with touched agents.',
        queries: [
          {
            expr: `histogram_quantile(0.95, sum by (le) (
              rate(fleet_probe_duration_seconds_bucket[5m])
              and on (machine) max by (machine) (fleet_change_touches{change="$change"})
            ))`,
            legend: 'now',
          },
          before('fleet_change_baseline_probe_duration_seconds{change="$change",quantile="0.95"}'),
        ],
        unit: 's',
        none: 'The change touches no agent now.',
        between,
        dashed,
        width,
      }),
      series({
        title: 'Restarts within an hour',
        about: 'Of touched agents.',
        queries: [
          {
            expr: `sum(max by (machine, agent) (increase(fleet_agent_restarts_total[1h])) and on (machine, agent) ${touched})`,
            legend: 'now',
          },
          before('fleet_change_baseline_restarts{change="$change"}'),
        ],
        none: 'The change touches no agent now.',
        between,
        dashed,
        width,
      }),
      series({
        title: 'Errors in files',
        about: 'Findings of the machines with touched agents, of all risks.',
        queries: [
          {
            expr: `sum(machine:fleet_change_findings:sum and on (machine) max by (machine) (fleet_change_touches{change="$change"}))`,
            legend: 'now',
          },
          { expr: 'sum(fleet_change_baseline_findings{change="$change"})', legend: 'before' },
        ],
        none: 'The change touches no agent now.',
        between,
        dashed,
        width,
      }),
    ],
  };
}
