import type { Collector } from '../exposition/collector.js';
import { counter, type Family, gauge } from '../exposition/family.js';
import type { Page } from '../exposition/page.js';
import { type LogLimits, logFindings } from '../logs/findings.js';
import { sumDeleted } from '../logs/openFiles.js';
import type { AgentLogs, LogView, TreeView } from '../logs/view.js';
import { gapReasons } from '../logs/walk.js';

const ofAgent = ['machine', 'agent'] as const;
const ofMachine = ['machine'] as const;

const bytes = gauge(
  'fleet_agent_log_bytes',
  'Disk space of the log files of the agent, rotated ones included.',
  ofAgent,
);
const files = gauge('fleet_agent_log_files', 'Log files of the agent, rotated ones included.', ofAgent);
const largest = gauge(
  'fleet_agent_log_largest_file_bytes',
  'Disk space of the largest log file of the agent that is in use, not rotated.',
  ofAgent,
);
const written = counter(
  'fleet_agent_log_written_bytes_total',
  'Growth of the log files of the agent that are in use, of the 64 written last. Does not fall with rotation.',
  ofAgent,
);
const lastWrite = gauge(
  'fleet_agent_log_last_write_timestamp_seconds',
  'Unix time of the last write to a log file of the agent, 0 if it has none.',
  ofAgent,
);
const oldest = gauge(
  'fleet_agent_log_oldest_file_timestamp_seconds',
  'Unix time at which the oldest log file of the agent began, 0 if it has none.',
  ofAgent,
);
const rotation = gauge(
  'fleet_agent_log_last_rotation_timestamp_seconds',
  'Unix time at which a log of the agent was last rotated, as far as that shows; 0 if it never was.',
  ofAgent,
);
const races = gauge(
  'fleet_agent_log_raced_files',
  'Log files of the agent with several writers of which one does not append.',
  ofAgent,
);
const rotatedOpen = gauge(
  'fleet_agent_log_rotated_open_files',
  'Log files of the agent that were rotated although a process still writes to them.',
  ofAgent,
);
const deletedFiles = gauge('fleet_agent_deleted_open_files', 'Deleted files that the agent holds open.', ofAgent);
const deletedBytes = gauge(
  'fleet_agent_deleted_open_bytes',
  'Disk space of deleted files that the agent holds open.',
  ofAgent,
);
const totalBytes = gauge('fleet_log_bytes', 'Disk space of all files in the log directory.', ofMachine);
const totalFiles = gauge('fleet_log_files', 'Files in the log directory.', ofMachine);
const unownedBytes = gauge('fleet_log_unowned_bytes', 'Disk space of log files that belong to no agent.', ofMachine);
const unownedFiles = gauge('fleet_log_unowned_files', 'Log files that belong to no agent.', ofMachine);
const unownedRaces = gauge(
  'fleet_log_unowned_raced_files',
  'Log files of no agent with several writers of which one does not append.',
  ofMachine,
);
const gaps = gauge('fleet_log_gaps', 'Places in the log directory that were not looked at, by reason.', [
  'machine',
  'reason',
]);
const unseen = gauge('fleet_log_unseen_processes', 'Processes whose open files may not be looked at.', ofMachine);
const passedAt = gauge(
  'fleet_log_pass_timestamp_seconds',
  'Unix time at which the log directory was last counted to its end, 0 if it never was: figures are then too low.',
  ofMachine,
);
const passSeconds = gauge(
  'fleet_log_pass_duration_seconds',
  'Time the last count of the log directory took.',
  ofMachine,
);
const fileLimit = gauge(
  'fleet_log_file_limit_bytes',
  'Disk space that a log file in use may take, as configured.',
  ofMachine,
);
const deletedLimit = gauge(
  'fleet_log_deleted_limit_bytes',
  'Disk space that deleted files may take while an agent holds them open, as configured.',
  ofMachine,
);

/** All that this collector exports. */
export const logsFamilies: readonly Family[] = [
  bytes,
  files,
  largest,
  written,
  lastWrite,
  oldest,
  rotation,
  races,
  rotatedOpen,
  deletedFiles,
  deletedBytes,
  totalBytes,
  totalFiles,
  unownedBytes,
  unownedFiles,
  unownedRaces,
  gaps,
  unseen,
  passedAt,
  passSeconds,
  fileLimit,
  deletedLimit,
];

export interface LogsSource {
  readonly machine: string;
  look(): Promise<LogView>;
  limits(): LogLimits;
  /** Unix time in milliseconds. */
  now(): number;
}

/** What do the agents write, and where does it go wrong? */
export function logsCollector(source: LogsSource): Collector {
  return {
    name: 'logs',
    risk: 'E',
    schedule: '*/30 * * * * *',
    // A file system that hangs is given up after 3 s a call; a run makes two calls of that kind, besides the first pass.
    deadlineSeconds: 12,
    families: logsFamilies,
    async collect({ page }) {
      const { machine } = source;
      const limits = source.limits();
      const view = await source.look();
      for (const logs of view.agents) {
        showAgent(page, machine, logs);
        await page.turn();
      }
      showTree(page, machine, view.tree);
      page.set(unseen, { machine }, view.unseenProcesses);
      page.set(fileLimit, { machine }, limits.maxFileBytes);
      page.set(deletedLimit, { machine }, limits.maxDeletedBytes);
      return logFindings(machine, view, limits, source.now() / 1000);
    },
  };
}

function showAgent(page: Page, machine: string, logs: AgentLogs): void {
  const at = { machine, agent: logs.agent };
  const { tally } = logs;
  const deleted = sumDeleted(logs.deleted);
  page.set(bytes, at, tally.diskBytes);
  page.set(files, at, tally.files);
  page.set(largest, at, tally.largestBytes);
  page.set(written, at, logs.writtenBytes);
  page.set(lastWrite, at, tally.lastWriteAt);
  page.set(oldest, at, tally.oldestAt);
  page.set(rotation, at, logs.rotatedAt);
  page.set(races, at, logs.races.length);
  page.set(rotatedOpen, at, logs.rotatedOpen.length);
  page.set(deletedFiles, at, deleted.files);
  page.set(deletedBytes, at, deleted.diskBytes);
}

function showTree(page: Page, machine: string, tree: TreeView): void {
  page.set(totalBytes, { machine }, tree.diskBytes);
  page.set(totalFiles, { machine }, tree.files);
  page.set(unownedBytes, { machine }, tree.unowned.diskBytes);
  page.set(unownedFiles, { machine }, tree.unowned.files);
  page.set(unownedRaces, { machine }, tree.unownedRaces.length);
  for (const reason of gapReasons) page.set(gaps, { machine, reason }, tree.gaps[reason]);
  page.set(passedAt, { machine }, tree.passedAt);
  page.set(passSeconds, { machine }, tree.passSeconds);
}
