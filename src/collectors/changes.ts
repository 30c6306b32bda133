import type { BookView } from '../changes/book.js';
import { changeStates } from '../changes/model.js';
import { type ChangeRecord, isOpen } from '../changes/record.js';
import type { Collector } from '../exposition/collector.js';
import { counter, type Family, gauge } from '../exposition/family.js';
import type { Page } from '../exposition/page.js';
import { alertWays, idleResults, type TriggerTally } from '../triggers/tally.js';

const ofMachine = ['machine'] as const;
const ofChange = ['machine', 'change'] as const;

const info = gauge(
  'fleet_change_info',
  'A change that is open, or ended less than a day ago. The machine is the one that keeps it.',
  [...ofChange, 'runbook', 'risk', 'mode', 'by'],
);
const state = gauge('fleet_change_state', 'How a change stands: exactly one of the states is 1.', [
  ...ofChange,
  'runbook',
  'state',
]);
const begun = gauge('fleet_change_begun_timestamp_seconds', 'Unix time at which the change began.', ofChange);
const committed = gauge(
  'fleet_change_committed_timestamp_seconds',
  'Unix time at which the change was committed, once it is.',
  ofChange,
);
const ended = gauge(
  'fleet_change_ended_timestamp_seconds',
  'Unix time at which the change ended, once it has.',
  ofChange,
);
const expires = gauge(
  'fleet_change_expires_timestamp_seconds',
  'Unix time from which on the change excuses nothing any more.',
  ofChange,
);
const touches = gauge(
  'fleet_change_touches',
  'The agent is touched by a change that is not over. The machine is that of the agent.',
  ['machine', 'agent', 'change'],
);
const steps = gauge('fleet_change_steps', 'Steps of the change, by how they stand.', [...ofChange, 'standing']);
const healthyBefore = gauge(
  'fleet_change_baseline_healthy_agents',
  'Touched agents that were up before the change. Absent where that could not be measured, as all baselines are.',
  ofChange,
);
const probesBefore = gauge(
  'fleet_change_baseline_probe_duration_seconds',
  'Duration of probes on the machines of touched agents, in the half hour before the change.',
  [...ofChange, 'quantile'],
);
const restartsBefore = gauge(
  'fleet_change_baseline_restarts',
  'Restarts of touched agents in the hour before the change.',
  ofChange,
);
const findingsBefore = gauge(
  'fleet_change_baseline_findings',
  'Errors in files on the machines of touched agents before the change, by risk.',
  [...ofChange, 'risk'],
);
const rollbacks = counter(
  'fleet_rollbacks_total',
  'Rollbacks since the journal begins, by outcome. Refused are those that a limit or the kill switch held back.',
  ['machine', 'outcome'],
);
const rollbackStarted = gauge(
  'fleet_rollback_started_timestamp_seconds',
  'Unix time at which the rollback of the change began, once it has.',
  ofChange,
);
const rollbackSeconds = gauge(
  'fleet_rollback_duration_seconds',
  'Time that the rollback of the change took, once it is over.',
  ofChange,
);
const rollbackFailed = gauge('fleet_rollback_failed', 'Whether the rollback of the change has failed.', ofChange);
const awaiting = gauge(
  'fleet_rollback_awaiting_approval',
  'Whether the rollback of the change waits for a person.',
  ofChange,
);
const triggers = counter(
  'fleet_rollback_triggers_total',
  'Requests for rollbacks, by the way they came and what came of them. Those that started one are counted since the journal begins, the others since the exporter started.',
  ['machine', 'via', 'result'],
);
const switchedOff = gauge(
  'fleet_rollback_switched_off',
  'Whether nothing is rolled back without a person, because the kill switch file exists.',
  ofMachine,
);
const journalEntries = gauge('fleet_journal_entries', 'Entries of the journal of changes.', ofMachine);
const journalValid = gauge(
  'fleet_journal_valid',
  'Whether the journal of changes is as it was written, as far as its chain of hashes tells.',
  ofMachine,
);

/** All that this collector exports. */
export const changesFamilies: readonly Family[] = [
  info,
  state,
  begun,
  committed,
  ended,
  expires,
  touches,
  steps,
  healthyBefore,
  probesBefore,
  restartsBefore,
  findingsBefore,
  rollbacks,
  rollbackStarted,
  rollbackSeconds,
  rollbackFailed,
  awaiting,
  triggers,
  switchedOff,
  journalEntries,
  journalValid,
];

export interface ChangesSource {
  readonly machine: string;
  view(): Promise<BookView>;
  readonly tally: TriggerTally;
  /** Unix time in milliseconds. */
  now(): number;
}

/** For how long a change is shown after its end, in milliseconds. */
const shownAfterEnd = 24 * 3_600_000;

/** Which changes are under way, what was before them, and what became of their rollbacks? */
export function changesCollector(source: ChangesSource): Collector {
  return {
    name: 'changes',
    schedule: 'scrape',
    deadlineSeconds: 3,
    families: changesFamilies,
    async collect({ page }) {
      const now = source.now();
      const view = await source.view();
      const shown = view.changes.filter((change) => isOpen(change) || (change.endedAt ?? 0) > now - shownAfterEnd);
      for (const change of shown) {
        showChange(page, change);
        showBaseline(page, change);
        showRollback(page, change, view);
        await showTouched(page, change, now);
      }
      showMachine(page, source, view);
      return view.findings;
    },
  };
}

function showChange(page: Page, change: ChangeRecord): void {
  const { id, machine, runbook, mode, by, state: current } = change;
  const at = { machine, change: id };
  page.set(info, { ...at, runbook: runbook.id, risk: runbook.risk, mode, by }, 1);
  for (const one of changeStates) {
    page.set(state, { ...at, runbook: runbook.id, state: one }, one === current ? 1 : 0);
  }
  page.set(begun, at, change.begunAt / 1000);
  page.set(expires, at, change.expiresAt / 1000);
  if (change.committedAt !== undefined) page.set(committed, at, change.committedAt / 1000);
  if (change.endedAt !== undefined) page.set(ended, at, change.endedAt / 1000);
  for (const one of standings) {
    page.set(steps, { ...at, standing: one }, change.steps.filter(({ standing }) => standing === one).length);
  }
}

const standings = ['pending', 'skipped', 'running', 'done', 'failed', 'unknown', 'undone'] as const;

function showBaseline(page: Page, { id, machine, baseline }: ChangeRecord): void {
  const at = { machine, change: id };
  const { healthyAgents, probeSeconds, restarts, findings = {} } = baseline;
  if (healthyAgents !== undefined) page.set(healthyBefore, at, healthyAgents);
  if (probeSeconds !== undefined) {
    page.set(probesBefore, { ...at, quantile: '0.5' }, probeSeconds.p50);
    page.set(probesBefore, { ...at, quantile: '0.95' }, probeSeconds.p95);
  }
  if (restarts !== undefined) page.set(restartsBefore, at, restarts);
  for (const [risk, count] of Object.entries(findings)) page.set(findingsBefore, { ...at, risk }, count);
}

function showRollback(page: Page, change: ChangeRecord, { awaitingApproval }: BookView): void {
  const { id, machine, rollbackStartedAt, rollbackEndedAt } = change;
  const at = { machine, change: id };
  if (rollbackStartedAt !== undefined) {
    page.set(rollbackStarted, at, rollbackStartedAt / 1000);
    if (rollbackEndedAt !== undefined) page.set(rollbackSeconds, at, (rollbackEndedAt - rollbackStartedAt) / 1000);
  }
  page.set(rollbackFailed, at, change.state === 'rollback-failed' ? 1 : 0);
  page.set(awaiting, at, awaitingApproval.has(id) ? 1 : 0);
}

/** States in which it is known of the touched agents that somebody is at them. */
const underWay: ReadonlySet<string> = new Set(['active', 'baking', 'rollback-requested', 'rolling-back']);

async function showTouched(page: Page, change: ChangeRecord, now: number): Promise<void> {
  if (!underWay.has(change.state) || change.expiresAt <= now) return;
  for (const { machine, agent } of change.touches) {
    page.set(touches, { machine, agent, change: change.id }, 1);
    await page.turn();
  }
}

function showMachine(page: Page, { machine, tally }: ChangesSource, view: BookView): void {
  for (const [outcome, count] of Object.entries(view.rollbacks)) page.set(rollbacks, { machine, outcome }, count);
  for (const via of [...alertWays, 'operator', 'gate'] as const) {
    const requested = view.changes.filter(({ rollback }) => rollback?.via === via).length;
    page.set(triggers, { machine, via, result: 'requested' }, requested);
  }
  for (const via of alertWays) {
    for (const result of idleResults) page.set(triggers, { machine, via, result }, tally.count(via, result));
  }
  page.set(switchedOff, { machine }, view.isSwitchedOff ? 1 : 0);
  page.set(journalEntries, { machine }, view.journal.entries);
  page.set(journalValid, { machine }, view.journal.isValid ? 1 : 0);
}
