import type { Collector } from '../exposition/collector.js';
import { type Family, gauge } from '../exposition/family.js';
import type { Page } from '../exposition/page.js';
import { surfaces } from '../leaks/model.js';
import { fileGapReasons } from '../leakWatch/files/gaps.js';
import { leakFindings, type RuleTexts } from '../leakWatch/findings.js';
import type { LeakView } from '../leakWatch/view.js';

const ofMachine = ['machine'] as const;
const ofAgent = ['machine', 'agent'] as const;
const ofSurface = ['machine', 'surface'] as const;
const ofKind = ['machine', 'surface', 'rule', 'agent'] as const;
const ofReason = ['machine', 'reason'] as const;

const leaks = gauge(
  'fleet_leaks',
  'Places that show a credential, accepted ones apart; 0 for a day after the last has ended. The agent is empty where it is of none.',
  ofKind,
);
const firstSeen = gauge(
  'fleet_leak_first_seen_timestamp_seconds',
  'Unix time at which the oldest of these leaks was first seen.',
  ofKind,
);
const lastSeen = gauge(
  'fleet_leak_last_seen_timestamp_seconds',
  'Unix time at which the newest of these leaks was last seen.',
  ofKind,
);
const credentials = gauge(
  'fleet_leak_credentials',
  'Different credentials by the surface on which they do most harm: each counts once, wherever it shows. The agent is empty where it is of none or of several.',
  ofKind,
);
const ofAgents = gauge(
  'fleet_agent_leaks',
  'Places of the agent that show a credential, accepted ones apart.',
  ofAgent,
);
const onSurface = gauge(
  'fleet_leak_surface_leaks',
  'Places on the surface that show a credential, accepted ones apart.',
  ofSurface,
);
const accepted = gauge('fleet_leaks_accepted', 'Places that show a credential which is accepted for now.', ofSurface);
const lookedAt = gauge(
  'fleet_leak_surface_looked_timestamp_seconds',
  'Unix time at which all of the surface was last looked through, 0 if it never was: no leak is then no news.',
  ofSurface,
);
const unlisted = gauge('fleet_leaks_unlisted', 'Leaks that are counted, but too many to be listed.', ofMachine);
const acceptanceEnd = gauge(
  'fleet_leak_acceptance_end_timestamp_seconds',
  'Unix time at which the first acceptance of a leak that still shows ends, 0 if there is none.',
  ofMachine,
);
const processes = gauge('fleet_leak_processes', 'Processes that were looked for credentials.', ofMachine);
const commandLines = gauge('fleet_leak_command_lines_read', 'Processes whose command line could be read.', ofMachine);
const environments = gauge('fleet_leak_environments_read', 'Processes whose environment could be read.', ofMachine);
const environmentShare = gauge(
  'fleet_leak_environments_read_ratio',
  'Share of the processes whose environment could be read: those of the same user, or all for root.',
  ofMachine,
);
const unreadEnvironments = gauge(
  'fleet_agent_unread_environments',
  'Processes of the agent whose environment could not be read.',
  ofAgent,
);
const files = gauge('fleet_leak_files', 'Files that the last pass looked through.', ofMachine);
const fileGaps = gauge('fleet_leak_file_gaps', 'Files and folders that were not looked through, by reason.', ofReason);
const logFiles = gauge('fleet_leak_log_files', 'Log files that are read while they grow.', ofMachine);
const logGaps = gauge('fleet_leak_log_gaps', 'Log files that are not read, by reason.', ofReason);
const backlogBytes = gauge(
  'fleet_leak_log_backlog_bytes',
  'Bytes of logs that have not been looked through yet.',
  ofMachine,
);
const oldestUnread = gauge(
  'fleet_leak_log_oldest_unread_timestamp_seconds',
  'Unix time at which the oldest bytes of logs were written that have not been looked through, 0 if all have.',
  ofMachine,
);

/** All that this collector exports. */
export const leaksFamilies: readonly Family[] = [
  leaks,
  firstSeen,
  lastSeen,
  credentials,
  ofAgents,
  onSurface,
  accepted,
  lookedAt,
  unlisted,
  acceptanceEnd,
  processes,
  commandLines,
  environments,
  environmentShare,
  unreadEnvironments,
  files,
  fileGaps,
  logFiles,
  logGaps,
  backlogBytes,
  oldestUnread,
];

export interface LeaksSource {
  readonly machine: string;
  /** Names of all configured agents. */
  agents(): readonly string[];
  look(): Promise<LeakView>;
  rules: RuleTexts;
}

/** Where can credentials be seen? Values never get here: what is shown is rules, places and fingerprints. */
export function leaksCollector(source: LeaksSource): Collector {
  return {
    name: 'leaks',
    risk: 'H',
    // From a leak on a command line to its page in under 60 s: this beat is the largest part of it.
    schedule: '*/20 * * * * *',
    // A process or a file system that hangs is given up after 4 s, and at most four of them are waited for.
    deadlineSeconds: 25,
    families: leaksFamilies,
    async collect({ page }) {
      const { machine } = source;
      const view = await source.look();
      await showCounts(page, machine, view);
      await showAgents(page, machine, view, source.agents());
      showSurfaces(page, machine, view);
      showReach(page, machine, view);
      return leakFindings(machine, view, source.rules);
    },
  };
}

async function showCounts(page: Page, machine: string, view: LeakView): Promise<void> {
  for (const { surface, rule, agent = '', ...count } of view.counts) {
    const at = { machine, surface, rule, agent };
    page.set(leaks, at, count.open);
    page.set(firstSeen, at, count.firstSeen);
    page.set(lastSeen, at, count.lastSeen);
    await page.turn();
  }
  for (const { surface, rule, agent = '', open } of view.credentials) {
    page.set(credentials, { machine, surface, rule, agent }, open);
    await page.turn();
  }
}

/** Each configured agent has its series, also one that has never run. */
async function showAgents(page: Page, machine: string, view: LeakView, agents: readonly string[]): Promise<void> {
  const sums = new Map<string, number>();
  for (const { agent, open } of view.counts) {
    if (agent !== undefined) sums.set(agent, (sums.get(agent) ?? 0) + open);
  }
  for (const agent of agents) {
    const at = { machine, agent };
    page.set(ofAgents, at, sums.get(agent) ?? 0);
    page.set(unreadEnvironments, at, view.processes.unreadEnvironments.get(agent) ?? 0);
    await page.turn();
  }
}

function showSurfaces(page: Page, machine: string, view: LeakView): void {
  for (const surface of surfaces) {
    const at = { machine, surface };
    const seen = view.surfaces[surface];
    page.set(onSurface, at, seen.open);
    page.set(accepted, at, seen.accepted);
    page.set(lookedAt, at, seen.lookedAt);
  }
  page.set(unlisted, { machine }, view.unlisted);
  page.set(acceptanceEnd, { machine }, view.acceptances.nextEnd ?? 0);
}

function showReach(page: Page, machine: string, view: LeakView): void {
  const { count, commandLinesRead, environmentsRead } = view.processes;
  page.set(processes, { machine }, count);
  page.set(commandLines, { machine }, commandLinesRead);
  page.set(environments, { machine }, environmentsRead);
  // Where no process shows, as behind `hidepid`, there is no share to speak of.
  if (count > 0) page.set(environmentShare, { machine }, environmentsRead / count);
  page.set(files, { machine }, view.files.count);
  for (const reason of fileGapReasons) page.set(fileGaps, { machine, reason }, view.files.gaps[reason]);
  page.set(logFiles, { machine }, view.logs.files);
  for (const [reason, gaps] of view.logs.gaps) page.set(logGaps, { machine, reason }, gaps);
  page.set(backlogBytes, { machine }, view.logs.backlogBytes);
  page.set(oldestUnread, { machine }, view.logs.oldestUnreadAt);
}
