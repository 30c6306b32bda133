import type { Row } from '../board.js';
import { bad, good, warning, words } from '../colours.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';
import { table } from '../panels/table.js';

const verdict = words({ go: good, rollback: bad, inconclusive: warning });

/** What the gates of the change that is chosen say. */
export function gates(): Row {
  const none = 'No gate was asked yet: that is no go.';
  return {
    title: 'Gates',
    panels: [
      table({
        title: 'Gates',
        about: 'Go, roll back, or neither can be said. A gate that measured nothing says neither.',
        queries: [{ expr: 'max by (gate, verdict) (fleet_gate_verdict{change="$change"}) == 1' }],
        values: [undefined],
        columns: [{ name: 'gate' }, { name: 'verdict', mappings: [verdict] }],
        alerts: ['FleetRollbackGate'],
        none,
        width: 6,
      }),
      stat({
        title: 'Asked last',
        about: 'When each gate was.',
        queries: [
          {
            expr: 'max by (gate) (fleet_gate_last_run_timestamp_seconds{change="$change"}) * 1000',
            legend: '{{gate}}',
          },
        ],
        says: 'value-and-name',
        unit: 'dateTimeFromNow',
        none,
        width: 4,
        height: 8,
      }),
      table({
        title: 'Queries',
        about: 'What each query of a gate came to, and its last value.',
        queries: [
          { expr: 'max by (gate, query, verdict) (fleet_gate_query_verdict{change="$change"}) == 1' },
          { expr: 'max by (gate, query) (fleet_gate_measurement{change="$change"})' },
        ],
        values: [undefined, 'value'],
        columns: [{ name: 'gate' }, { name: 'query' }, { name: 'verdict', mappings: [verdict] }, { name: 'value' }],
        none,
        width: 7,
      }),
      series({
        title: 'Measurements',
        about: 'The last value of each query.',
        queries: [
          { expr: 'max by (gate, query) (fleet_gate_measurement{change="$change"})', legend: '{{gate}} {{query}}' },
        ],
        none,
        width: 7,
      }),
    ],
  };
}
