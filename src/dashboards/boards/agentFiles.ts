import type { Row } from '../board.js';
import { noneIsGood, warning } from '../colours.js';
import { limitOf } from '../limits.js';
import { toBoard } from '../links.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';
import type { Rule } from '../rules.js';
import { chosenAgent } from '../selectors.js';

/** What an agent writes, and what shows in it. */
export function agentFiles(rules: readonly Rule[]): Row {
  return {
    title: 'Its log, its credentials',
    panels: [
      series({
        title: 'Size of its log',
        about: 'The largest file in use, and how large one may become before somebody should rotate it.',
        queries: [
          { expr: `fleet_agent_log_largest_file_bytes{${chosenAgent}}`, legend: 'largest file' },
          { expr: `fleet_agent_log_bytes{${chosenAgent}}`, legend: 'all files' },
          { expr: 'fleet_log_file_limit_bytes{machine="$machine"}', legend: 'limit' },
        ],
        unit: 'bytes',
        between: [0],
        dashed: ['limit'],
        alerts: ['FleetLogOversize'],
        links: [toBoard('logs', { machine: '$machine' })],
        width: 9,
      }),
      series({
        title: 'Growth of its log',
        about: 'Rotation does not make it fall.',
        queries: [{ expr: `rate(fleet_agent_log_written_bytes_total{${chosenAgent}}[5m])`, legend: 'written' }],
        unit: 'Bps',
        between: [0],
        alerts: ['FleetLogSilent'],
        width: 9,
      }),
      stat({
        title: 'Second writers',
        about: 'Log files of it that another process overwrites.',
        queries: [{ expr: `fleet_agent_log_raced_files{${chosenAgent}}` }],
        limits: [limitOf(rules, { alert: 'FleetLogRace', metric: 'fleet_agent_log_raced_files', whole: true })],
        width: 3,
      }),
      stat({
        title: 'Places that show a credential',
        about: 'On all surfaces, accepted ones apart.',
        queries: [{ expr: `fleet_agent_leaks{${chosenAgent}}` }],
        mappings: noneIsGood('none found'),
        alerts: ['FleetLeakCommandLine', 'FleetLeakLog', 'FleetLeakEnvironment', 'FleetLeakFile'],
        links: [toBoard('credentials', { machine: '$machine' })],
        width: 3,
      }),
      stat({
        title: 'Rotated, still written to',
        about: 'Its rotated log files that a process still has open for writing.',
        queries: [{ expr: `fleet_agent_log_rotated_open_files{${chosenAgent}}` }],
        limits: [
          limitOf(rules, { alert: 'FleetLogRotatedOpen', metric: 'fleet_agent_log_rotated_open_files', whole: true }),
        ],
        width: 3,
      }),
      stat({
        title: 'Environments not read',
        about: 'Of its processes: credentials in them would not be noticed.',
        queries: [{ expr: `fleet_agent_unread_environments{${chosenAgent}}` }],
        mappings: noneIsGood('none', warning),
        alerts: ['FleetLeakBlind'],
        width: 3,
      }),
      stat({
        title: 'Deleted, still open',
        about: 'Disk space of deleted files that it holds open.',
        queries: [{ expr: `fleet_agent_deleted_open_bytes{${chosenAgent}}` }],
        unit: 'bytes',
        alerts: ['FleetLogDeletedOpen'],
        width: 3,
      }),
      stat({
        title: 'Last line',
        about: 'When it last wrote to a log.',
        queries: [{ expr: `max(fleet_agent_log_last_write_timestamp_seconds{${chosenAgent}} > 0) * 1000` }],
        unit: 'dateTimeFromNow',
        none: 'It has no log',
        width: 3,
      }),
    ],
  };
}
