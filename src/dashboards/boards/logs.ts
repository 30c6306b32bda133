import type { Board, Row } from '../board.js';
import { bad, good, noneIsGood, states } from '../colours.js';
import { agentColumn, machineColumn } from '../columns.js';
import { limitOf } from '../limits.js';
import { label, toBoard } from '../links.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';
import { table } from '../panels/table.js';
import type { Rule } from '../rules.js';
import { chosen } from '../selectors.js';
import { machines } from '../variables.js';

/** Which logs grow, which are written wrongly, and how long the disks last. */
export function logsBoard(rules: readonly Rule[]): Board {
  return {
    name: 'logs',
    about: 'Which logs grow, which are written wrongly, and how long the disks last.',
    variables: [machines()],
    hours: 24,
    rows: [disks(rules), growth(), wrong()],
  };
}

function disks(rules: readonly Rule[]): Row {
  const avail = 'filesystem:fleet_filesystem_avail:ratio';
  const inodes = 'filesystem:fleet_filesystem_free_inodes:ratio';
  return {
    title: 'Disks',
    panels: [
      series({
        title: 'Space left',
        about: 'Alerts come only where the trend, too, says that next to nothing will be left soon.',
        queries: [{ expr: `${avail}{${chosen}}`, legend: '{{machine}} {{mountpoint}}' }],
        unit: 'percentunit',
        between: [0, 1],
        limits: [
          limitOf(rules, { alert: 'FleetDiskFilling', severity: 'critical', metric: avail }),
          limitOf(rules, { alert: 'FleetDiskFilling', severity: 'warning', metric: avail }),
        ],
        width: 8,
      }),
      series({
        title: 'Inodes left',
        about:
          'Without any, no file can be made, whatever space is left. File systems without such a limit are not here.',
        queries: [{ expr: `${inodes}{${chosen}}`, legend: '{{machine}} {{mountpoint}}' }],
        unit: 'percentunit',
        between: [0, 1],
        limits: [limitOf(rules, { alert: 'FleetDiskInodesFilling', metric: inodes })],
        none: 'No file system of the fleet has a limit of inodes.',
        width: 8,
      }),
      series({
        title: 'Space in 4 hours',
        about: 'What will be left by the trend of the last hour, in bytes.',
        queries: [
          {
            expr: `clamp_min(predict_linear(fleet_filesystem_avail_bytes{${chosen}}[1h], 4 * 3600), 0)`,
            legend: '{{machine}} {{mountpoint}}',
          },
        ],
        unit: 'bytes',
        between: [0],
        alerts: ['FleetDiskFilling'],
        width: 8,
      }),
      stat({
        title: 'File systems',
        about: 'Whether each told its size within 3 seconds.',
        queries: [{ expr: `fleet_filesystem_answers{${chosen}}`, legend: '{{machine}} {{mountpoint}}' }],
        says: 'value-and-name',
        mappings: [states({ 0: { text: 'stuck', color: bad }, 1: { text: 'answers', color: good } })],
        alerts: ['FleetDiskUnresponsive'],
        width: 12,
      }),
      stat({
        title: 'Writable',
        about: 'The kernel makes a disk read-only after an error.',
        queries: [{ expr: `fleet_filesystem_readonly{${chosen}}`, legend: '{{machine}} {{mountpoint}}' }],
        says: 'value-and-name',
        mappings: [states({ 0: { text: 'writable', color: good }, 1: { text: 'read-only', color: bad } })],
        alerts: ['FleetDiskReadOnly'],
        width: 12,
      }),
    ],
  };
}

function growth(): Row {
  const ofAgent = [toBoard('agent', { machine: label('machine'), agent: label('agent') })];
  return {
    title: 'How logs grow',
    panels: [
      series({
        title: 'Who writes most',
        about: 'The ten agents whose logs grow fastest.',
        queries: [
          {
            expr: `topk(10, rate(fleet_agent_log_written_bytes_total{${chosen}}[5m]))`,
            legend: '{{machine}}/{{agent}}',
          },
        ],
        unit: 'Bps',
        between: [0],
        valueLinks: ofAgent,
        width: 12,
      }),
      series({
        title: 'Log directories',
        about: 'Disk space of all that lies there, and of what belongs to no agent.',
        queries: [
          { expr: `fleet_log_bytes{${chosen}}`, legend: '{{machine}} all' },
          { expr: `fleet_log_unowned_bytes{${chosen}}`, legend: '{{machine}} of no agent' },
        ],
        unit: 'bytes',
        between: [0],
        width: 12,
      }),
      table({
        title: 'Largest logs',
        about:
          'Twenty agents with the largest log file in use, and when their logs were last rotated, as far as that shows.',
        queries: [
          { expr: `topk(20, max by (machine, agent) (fleet_agent_log_largest_file_bytes{${chosen}}))` },
          { expr: `max by (machine, agent) (fleet_agent_log_last_rotation_timestamp_seconds{${chosen}} > 0) * 1000` },
          { expr: `max by (machine, agent) (fleet_agent_log_files{${chosen}})` },
        ],
        values: ['largest file', 'rotated', 'files'],
        columns: [
          machineColumn,
          agentColumn,
          { name: 'largest file', unit: 'bytes' },
          { name: 'rotated', unit: 'dateTimeFromNow' },
          { name: 'files' },
        ],
        alerts: ['FleetLogOversize'],
        width: 12,
      }),
      stat({
        title: 'Limit of a log file',
        about: 'What one may take before somebody should rotate it, as configured.',
        queries: [{ expr: `fleet_log_file_limit_bytes{${chosen}}`, legend: '{{machine}}' }],
        says: 'value-and-name',
        unit: 'bytes',
        width: 6,
        height: 8,
      }),
      stat({
        title: 'Counted last',
        about: 'When the log directory was last counted to its end. Figures are too low where that is long ago.',
        queries: [
          { expr: `max by (machine) (fleet_log_pass_timestamp_seconds{${chosen}} > 0) * 1000`, legend: '{{machine}}' },
        ],
        says: 'value-and-name',
        unit: 'dateTimeFromNow',
        none: 'Never counted to its end',
        width: 6,
        height: 8,
      }),
    ],
  };
}

function wrong(): Row {
  return {
    title: 'What is written wrongly',
    panels: [
      stat({
        title: 'Logs with a second writer',
        about: 'Files that a process overwrites while others append.',
        queries: [
          { expr: `sum(fleet_agent_log_raced_files{${chosen}}) + sum(fleet_log_unowned_raced_files{${chosen}})` },
        ],
        mappings: noneIsGood('none'),
        alerts: ['FleetLogRace'],
        width: 6,
      }),
      stat({
        title: 'Rotated, still written to',
        about: 'What is written there goes when the file is packed or deleted.',
        queries: [{ expr: `sum(fleet_agent_log_rotated_open_files{${chosen}})` }],
        mappings: noneIsGood('none'),
        alerts: ['FleetLogRotatedOpen'],
        width: 6,
      }),
      stat({
        title: 'Deleted, still open',
        about: 'Disk space that no listing shows: only the process can let go of it.',
        queries: [{ expr: `sum(fleet_agent_deleted_open_bytes{${chosen}})` }],
        unit: 'bytes',
        alerts: ['FleetLogDeletedOpen'],
        width: 6,
      }),
      stat({
        title: 'Places that could not be looked at',
        about: 'In the log directories, for whatever reason: logs there may grow unseen.',
        queries: [{ expr: `sum(fleet_log_gaps{${chosen}})` }],
        mappings: noneIsGood('none', 'orange'),
        alerts: ['FleetLogUnreadable'],
        width: 6,
      }),
      table({
        title: 'Whose logs',
        about:
          'Agents with a second writer, with rotated files that are written to, or with deleted files that are open.',
        queries: [
          { expr: `max by (machine, agent) (fleet_agent_log_raced_files{${chosen}}) > 0` },
          { expr: `max by (machine, agent) (fleet_agent_log_rotated_open_files{${chosen}}) > 0` },
          { expr: `max by (machine, agent) (fleet_agent_deleted_open_bytes{${chosen}}) > 0` },
        ],
        values: ['second writers', 'rotated, open', 'deleted, open'],
        columns: [
          machineColumn,
          agentColumn,
          { name: 'second writers' },
          { name: 'rotated, open' },
          { name: 'deleted, open', unit: 'bytes' },
        ],
        alerts: ['FleetLogSilent'],
        none: 'All logs are written as they should be.',
        width: 24,
      }),
    ],
  };
}
