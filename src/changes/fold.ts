import type { Begun, Entry, Hold, TaskName } from './journal/entry.js';
import type { ChangeState, RollbackCause, StepProgress, StepStanding } from './model.js';
import { type ChangeRecord, type TaskState, wasBegun } from './record.js';
import { applyTasks, taskKey } from './task/task.js';

/** What entries add up to while they are read. */
interface Draft {
  readonly id: string;
  readonly machine: string;
  readonly begunAt: number;
  readonly begun: Begun;
  readonly tasks: Map<string, TaskState>;
  state: Exclude<ChangeState, 'baking'>;
  committedAt: number | undefined;
  endedAt: number | undefined;
  rollback: RollbackCause | undefined;
  rollbackStartedAt: number | undefined;
  rollbackEndedAt: number | undefined;
  rollbackReason: string | undefined;
  rolledBackByItself: boolean;
  approvedBy: string | undefined;
  heldBack: Hold | undefined;
  planned: readonly TaskName[] | undefined;
  gate: ChangeRecord['gate'];
}

/**
 * What a journal adds up to at `now` (Unix milliseconds), in the order in which changes were begun. What an entry says of
 * a change that is in no state for it does not count.
 */
export function fold(entries: readonly Entry[], now: number): ChangeRecord[] {
  const drafts = new Map<string, Draft>();
  for (const entry of entries) {
    if (entry.change === undefined) continue;
    if (entry.kind === 'begun') {
      if (!drafts.has(entry.change)) drafts.set(entry.change, draftOf(entry.change, entry, entry.data));
      continue;
    }
    const draft = drafts.get(entry.change);
    if (draft !== undefined) take(draft, entry);
  }
  return [...drafts.values()].map((draft) => concluded(draft, now));
}

/** How the tasks of a change stand, also of one that another machine keeps. */
export function foldTasks(entries: readonly Entry[], change: string): Map<string, TaskState> {
  const tasks = new Map<string, TaskState>();
  for (const entry of entries) if (entry.change === change) takeTask(tasks, entry);
  return tasks;
}

function draftOf(id: string, { machine, at }: Entry, begun: Begun): Draft {
  return {
    id,
    machine,
    begunAt: at,
    begun,
    tasks: new Map(),
    state: 'active',
    committedAt: undefined,
    endedAt: undefined,
    rollback: undefined,
    rollbackStartedAt: undefined,
    rollbackEndedAt: undefined,
    rollbackReason: undefined,
    rolledBackByItself: false,
    approvedBy: undefined,
    heldBack: undefined,
    planned: undefined,
    gate: undefined,
  };
}

function take(draft: Draft, entry: Entry): void {
  takeTask(draft.tasks, entry);
  switch (entry.kind) {
    case 'gate-judged':
      draft.gate = { verdict: entry.data.verdict, at: entry.at };
      break;
    case 'committed':
      if (draft.state !== 'active') break;
      draft.state = 'committed';
      draft.committedAt = entry.at;
      break;
    case 'rollback-requested':
      if (!isStanding(draft, entry.data.at)) break;
      draft.state = 'rollback-requested';
      draft.rollback = entry.data;
      break;
    case 'rollback-held-back':
      draft.heldBack = entry.data.hold;
      break;
    case 'rollback-approved':
      if (draft.state === 'rolling-back' || draft.state === 'rolled-back') break;
      // Also where nobody asks for it any more: after a dry run, or after a rollback that has failed.
      draft.state = 'rollback-requested';
      draft.approvedBy = entry.data.by;
      break;
    case 'rollback-started':
      if (draft.state !== 'rollback-requested') break;
      draft.state = 'rolling-back';
      draft.rollbackStartedAt = entry.at;
      draft.rollbackEndedAt = undefined;
      draft.rollbackReason = undefined;
      draft.rolledBackByItself ||= entry.data.automatic;
      draft.approvedBy = undefined;
      draft.heldBack = undefined;
      break;
    case 'rollback-ended':
      takeEnd(draft, entry.data, entry.at);
      break;
  }
}

function takeEnd(draft: Draft, data: (Entry & { kind: 'rollback-ended' })['data'], at: number): void {
  const { outcome, reason } = data;
  if (outcome === 'dry-run') {
    draft.state = draft.committedAt === undefined ? 'active' : 'committed';
    draft.planned = data.planned ?? [];
    return;
  }
  if (draft.state !== 'rolling-back') return;
  draft.state = outcome === 'done' ? 'rolled-back' : 'rollback-failed';
  draft.rollbackEndedAt = at;
  if (outcome === 'done') draft.endedAt = at;
  else draft.rollbackReason = reason;
}

function takeTask(tasks: Map<string, TaskState>, entry: Entry): void {
  if (entry.kind === 'step-started') {
    const { phase, step, machine, attempt } = entry.data;
    const state = { phase, step, machine, attempt, standing: 'started', reason: '', at: entry.at } as const;
    tasks.set(taskKey(state), state);
  } else if (entry.kind === 'step-ended') {
    const { phase, step, machine, attempt, outcome, reason } = entry.data;
    const former = tasks.get(taskKey(entry.data));
    const at = former?.standing === 'started' ? former.at : entry.at;
    tasks.set(taskKey(entry.data), { phase, step, machine, attempt, standing: outcome, reason, at });
  }
}

/** Whether the change was active or baking when its rollback was asked for; the entry may be younger, after a crash. */
function isStanding(draft: Draft, at: number): boolean {
  return draft.state === 'active' || (draft.state === 'committed' && at < bakedAt(draft));
}

function bakedAt({ committedAt, begun }: Draft): number {
  return committedAt === undefined ? Number.POSITIVE_INFINITY : committedAt + begun.runbook.bakeSeconds * 1000;
}

function concluded(draft: Draft, now: number): ChangeRecord {
  const { id, machine, begun, tasks } = draft;
  const isBaking = draft.state === 'committed' && now < bakedAt(draft);
  const places = { ...begun, machine };
  return {
    ...draft,
    ...begun,
    id,
    machine,
    state: isBaking ? 'baking' : draft.state,
    endedAt: draft.state === 'committed' && !isBaking ? bakedAt(draft) : draft.endedAt,
    steps: applyTasks(places).map((task) => progress(task, tasks)),
  };
}

const standings: Readonly<Record<TaskState['standing'], StepStanding>> = {
  started: 'running',
  done: 'done',
  already: 'done',
  skipped: 'skipped',
  failed: 'failed',
  unknown: 'unknown',
};

function progress({ step, machine }: TaskName, tasks: ReadonlyMap<string, TaskState>): StepProgress {
  const applied = tasks.get(taskKey({ phase: 'apply', step, machine }));
  const undone = tasks.get(taskKey({ phase: 'undo', step, machine }))?.standing;
  if (applied === undefined) return { step, machine, standing: 'pending' };
  if (wasBegun(applied) && (undone === 'done' || undone === 'already')) return { step, machine, standing: 'undone' };
  if (undone === 'unknown') return { step, machine, standing: 'unknown' };
  return { step, machine, standing: standings[applied.standing] };
}
