import type { Board, Row } from '../board.js';
import { bad, good, notice, warning, words } from '../colours.js';
import { machineColumn } from '../columns.js';
import { column, toBoard } from '../links.js';
import { stat } from '../panels/stat.js';
import { table } from '../panels/table.js';
import type { Rule } from '../rules.js';
import { chosen } from '../selectors.js';
import { machines, oneChange } from '../variables.js';
import { comparison } from './beforeAndNow.js';
import { gates } from './gates.js';
import { rollback } from './rollback.js';

/** The one screen that is watched while the fleet is changed: before, now, the gate, and how far a rollback is away. */
export function cutoverBoard(rules: readonly Rule[]): Board {
  return {
    name: 'cutover',
    about: 'Watched while the fleet is changed: before, now, the gate, and how far a rollback is away.',
    variables: [machines(), oneChange()],
    hours: 1,
    rows: [change(), comparison(), gates(), rollback(rules)],
  };
}

const stateColours = words({
  active: notice,
  baking: notice,
  committed: good,
  'rollback-requested': warning,
  'rolling-back': warning,
  'rolled-back': good,
  'rollback-failed': bad,
});

const noChange = 'There is no such change.';

function change(): Row {
  const moment = (title: string, about: string, metric: string) =>
    stat({
      title,
      about,
      queries: [{ expr: `max(${metric}{change="$change"} > 0) * 1000` }],
      unit: 'dateTimeFromNow',
      none: 'Not yet',
      width: 4,
    });
  return {
    title: 'The change',
    panels: [
      table({
        title: 'Changes',
        about: 'Those under way, and those that ended less than a day ago.',
        queries: [
          {
            expr: `fleet_change_info{${chosen}} * on (machine, change) group_left (state) (fleet_change_state{${chosen}} == 1)`,
          },
        ],
        values: [undefined],
        columns: [
          machineColumn,
          { name: 'change', links: [toBoard('cutover', { change: column('change') })] },
          { name: 'runbook' },
          { name: 'risk' },
          { name: 'mode' },
          { name: 'by' },
          { name: 'state', mappings: [stateColours] },
        ],
        alerts: ['FleetChangeOverdue'],
        none: 'No change is under way, and none ended within a day.',
        width: 24,
        height: 6,
      }),
      stat({
        title: 'State',
        about: 'Of the change chosen.',
        queries: [{ expr: 'fleet_change_state{change="$change"} == 1', legend: '{{state}}' }],
        says: 'name',
        none: noChange,
        width: 4,
      }),
      moment('Begun', 'When it began, and its baselines were measured.', 'fleet_change_begun_timestamp_seconds'),
      moment(
        'Committed',
        'From then on it bakes: it is watched, and can still be taken back.',
        'fleet_change_committed_timestamp_seconds',
      ),
      moment(
        'Expires',
        'A change that is not ended by then excuses no alert any more.',
        'fleet_change_expires_timestamp_seconds',
      ),
      stat({
        title: 'Steps',
        about: 'By how they stand.',
        queries: [{ expr: 'fleet_change_steps{change="$change"} > 0', legend: '{{standing}}' }],
        says: 'value-and-name',
        none: noChange,
        width: 8,
      }),
      table({
        title: 'Agents that it touches',
        about: 'As long as it is not over; the verdict on each.',
        queries: [
          {
            expr: `max by (machine, agent, verdict) (agent:fleet_agent_verdict:known)
              and on (machine, agent) fleet_change_touches{change="$change"}`,
          },
        ],
        values: [undefined],
        columns: [
          { name: 'machine' },
          { name: 'agent', links: [toBoard('agent', { machine: column('machine'), agent: column('agent') })] },
          { name: 'verdict' },
        ],
        none: 'It touches no agent now.',
        width: 24,
        height: 6,
      }),
    ],
  };
}
