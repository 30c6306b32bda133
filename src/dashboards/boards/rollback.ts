import type { Row } from '../board.js';
import { good, noneIsGood, unsaid, warning, words, yesOrNo } from '../colours.js';
import { alertColumn } from '../columns.js';
import { heldAgainst, limitOf } from '../limits.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';
import { table } from '../panels/table.js';
import type { Rule } from '../rules.js';
import { chosen } from '../selectors.js';
import { touched } from './beforeAndNow.js';

/** How far each trigger is from firing, and how rollbacks go. */
export function rollback(rules: readonly Rule[]): Row {
  return { title: 'Rollback', panels: [...triggers(rules), ...course()] };
}

function triggers(rules: readonly Rule[]) {
  const slow = 'agent:fleet_change_slow:seconds';
  const probe = 'fleet_agent_probe_duration_seconds';
  const allowed = heldAgainst(rules, slow, probe);
  return [
    table({
      title: 'Triggers',
      about: 'Alerts that roll the change back: pending ones are about to.',
      queries: [{ expr: 'max by (alertname, alertstate) (ALERTS{action="rollback",change="$change"})' }],
      values: [undefined],
      columns: [alertColumn, { name: 'alertstate' }],
      none: 'No trigger is near.',
      width: 6,
    }),
    stat({
      title: 'Agents lost',
      about: 'Touched ones that were up, and are not. One for ten seconds is enough.',
      queries: [
        {
          expr: `count(agent:fleet_change_lost:bool{change="$change"}) or count(agent:fleet_change_touched:bool{change="$change"}) * 0`,
        },
      ],
      mappings: noneIsGood('none'),
      alerts: ['FleetRollbackAvailability'],
      none: 'The change touches no agent now.',
      width: 3,
      height: 8,
    }),
    stat({
      title: 'New findings',
      about: 'Errors in files that were not there before.',
      queries: [
        {
          expr: `sum(change:fleet_change_new_findings:sum{change="$change"}) or count(agent:fleet_change_touched:bool{change="$change"}) * 0`,
        },
      ],
      alerts: ['FleetRollbackFindings'],
      none: 'The change touches no agent now.',
      width: 3,
      height: 8,
    }),
    series({
      title: 'Slowest agent',
      about: 'Of those touched, the fastest answer within a minute of the slowest, and what is allowed.',
      queries: [
        {
          expr: `max(max by (machine, agent) (min_over_time(${probe}[1m])) and on (machine, agent) ${touched})`,
          legend: 'slowest',
        },
        { expr: `max(${allowed} and on (change) fleet_change_info{change="$change"})`, legend: 'allowed' },
      ],
      unit: 's',
      between: [0],
      dashed: ['allowed'],
      alerts: ['FleetRollbackLatency'],
      none: 'The change touches no agent now.',
      width: 6,
    }),
    series({
      title: 'Most restarts of an agent',
      about: 'Of those touched, since the change began.',
      queries: [{ expr: 'max(agent:fleet_change_restarts:sum{change="$change"})', legend: 'restarts' }],
      between: [0],
      limits: [limitOf(rules, { alert: 'FleetRollbackRestarts', metric: 'agent:fleet_change_restarts:sum' })],
      none: 'The change touches no agent now.',
      width: 6,
    }),
  ];
}

function course() {
  return [
    stat({
      title: 'Rollback begun',
      about: 'Of the change chosen.',
      queries: [{ expr: 'max(fleet_rollback_started_timestamp_seconds{change="$change"} > 0) * 1000' }],
      unit: 'dateTimeFromNow',
      none: 'It is not rolled back.',
      width: 4,
    }),
    stat({
      title: 'It took',
      about: 'A rollback has five minutes.',
      queries: [{ expr: 'max(fleet_rollback_duration_seconds{change="$change"})' }],
      unit: 's',
      none: 'It is not rolled back.',
      width: 4,
    }),
    stat({
      title: 'It failed',
      about: 'A step could not be taken back, or time was over.',
      queries: [{ expr: 'max(fleet_rollback_failed{change="$change"})' }],
      mappings: yesOrNo('failed', 'no'),
      alerts: ['FleetRollbackFailed'],
      none: 'There is no such change.',
      width: 4,
    }),
    stat({
      title: 'Waits for an approval',
      about: 'Somebody has to let it begin.',
      queries: [{ expr: 'max(fleet_rollback_awaiting_approval{change="$change"})' }],
      mappings: yesOrNo('yes', 'no', warning),
      alerts: ['FleetRollbackWaiting'],
      none: 'There is no such change.',
      width: 4,
    }),
    stat({
      title: 'Rollbacks by themselves',
      about: 'Whether a file keeps fleetwatch from them.',
      queries: [{ expr: `max by (machine) (fleet_rollback_switched_off{${chosen}})`, legend: '{{machine}}' }],
      says: 'value-and-name',
      mappings: yesOrNo('switched off', 'on', warning),
      alerts: ['FleetRollbackSwitchedOff'],
      width: 4,
    }),
    stat({
      title: 'Journal',
      about: 'Whether every line of it is as it was written.',
      queries: [{ expr: `min by (machine) (fleet_journal_valid{${chosen}})`, legend: '{{machine}}' }],
      says: 'value-and-name',
      mappings: yesOrNo('sound', 'cannot be trusted', good),
      alerts: ['FleetJournalInvalid'],
      width: 4,
    }),
    table({
      title: 'What asked for rollbacks',
      about: 'Since the exporters started, by the way it came and what became of it.',
      queries: [{ expr: `sum by (machine, via, result) (fleet_rollback_triggers_total{${chosen}}) > 0` }],
      values: ['times'],
      columns: [
        { name: 'machine' },
        { name: 'via' },
        {
          name: 'result',
          mappings: [words({ unauthorized: 'red', malformed: 'red', held_back: warning, requested: good })],
        },
        { name: 'times' },
      ],
      none: 'Nothing has.',
      width: 12,
      height: 6,
    }),
    table({
      title: 'Rollbacks',
      about: 'Since the exporters started, by their end.',
      queries: [{ expr: `sum by (machine, outcome) (fleet_rollbacks_total{${chosen}})` }],
      values: ['times'],
      columns: [
        { name: 'machine' },
        { name: 'outcome', mappings: [words({ done: good, failed: 'red', refused: warning, dry_run: unsaid })] },
        { name: 'times' },
      ],
      none: 'There was none.',
      width: 12,
      height: 6,
    }),
  ];
}
