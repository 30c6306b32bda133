import type { ChangeState, RollbackMode, StepStanding } from '../../../changes/model.js';
import { type ChangeRecord, isOpen } from '../../../changes/record.js';
import type { Risk } from '../../../finding.js';
import type { LastRun } from '../../../gate/kept/lastRuns.js';
import type { GateVerdict } from '../../../gate/model.js';
import type { QueryVerdict } from '../../../gate/tally.js';
import type { BoardSource } from '../source.js';
import { type News, newsOf } from './news.js';

/** What a gate last said of a change. Times are Unix seconds. */
export interface GateRow {
  readonly gate: string;
  readonly verdict: GateVerdict;
  readonly at: number;
  /** The value is null where nothing was measured, or no number. */
  readonly queries: readonly { readonly id: string; readonly verdict: QueryVerdict; readonly value: number | null }[];
}

export interface ChangeRow {
  readonly id: string;
  readonly runbook: string;
  readonly title: string;
  readonly risk: Risk;
  readonly state: ChangeState;
  readonly mode: RollbackMode;
  readonly by: string;
  readonly touches: readonly string[];
  readonly steps: readonly { readonly step: string; readonly machine: string; readonly standing: StepStanding }[];
  readonly begunAt: number;
  readonly expiresAt: number;
  readonly committedAt: number | null;
  readonly endedAt: number | null;
  /** The last verdict that the journal has. */
  readonly verdict: { readonly verdict: GateVerdict; readonly at: number } | null;
  readonly gates: readonly GateRow[];
  readonly rollback: RollbackRow | null;
}

/** A rollback that was asked for, and what came of it. */
export interface RollbackRow {
  readonly via: 'operator' | 'webhook' | 'poll' | 'gate';
  readonly who: string;
  readonly requestedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly awaitsApproval: boolean;
  readonly reason: string | null;
}

export interface ChangePart {
  readonly news: News;
  /** Open ones first, then the latest. */
  readonly rows: readonly ChangeRow[];
}

export interface JournalPart {
  readonly news: News;
  readonly entries: number;
  /** Whether its chain of hashes holds; null where nobody has looked. */
  readonly isValid: boolean | null;
  /** Whether the kill switch keeps rollbacks from beginning by themselves. */
  readonly isSwitchedOff: boolean;
  readonly outcomes: Readonly<Record<'done' | 'failed' | 'refused' | 'dry_run', number>>;
  /** Changes with a rollback, the latest first. */
  readonly rollbacks: readonly (RollbackRow & { readonly change: string; readonly state: ChangeState })[];
}

/** Changes that are listed, the latest ones. */
const shownChanges = 20;

type ChangeSource = Pick<BoardSource, 'changes' | 'gates' | 'collectors' | 'now'>;

export function changePart(source: ChangeSource): ChangePart {
  const view = source.changes();
  const runs = source.gates() ?? [];
  const latest = [...(view?.changes ?? [])].sort(
    (a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.begunAt - a.begunAt,
  );
  return {
    news: newsOf(source, 'changes'),
    rows: latest.slice(0, shownChanges).map((change) => rowOf(change, runs, view?.awaitingApproval ?? new Set())),
  };
}

export function journalPart(source: ChangeSource): JournalPart {
  const view = source.changes();
  const rolled = (view?.changes ?? []).filter(({ rollback }) => rollback !== undefined);
  const latest = [...rolled].sort((a, b) => (b.rollback?.at ?? 0) - (a.rollback?.at ?? 0)).slice(0, shownChanges);
  return {
    news: newsOf(source, 'changes'),
    entries: view?.journal.entries ?? 0,
    isValid: view?.journal.isValid ?? null,
    isSwitchedOff: view?.isSwitchedOff ?? false,
    outcomes: view?.rollbacks ?? { done: 0, failed: 0, refused: 0, dry_run: 0 },
    rollbacks: latest.flatMap((change) => {
      const rollback = rollbackOf(change, view?.awaitingApproval ?? new Set());
      return rollback === null ? [] : [{ ...rollback, change: change.id, state: change.state }];
    }),
  };
}

function rowOf(change: ChangeRecord, runs: readonly LastRun[], awaiting: ReadonlySet<string>): ChangeRow {
  const { id, runbook, state, mode, by, touches, steps, begunAt, expiresAt, committedAt, endedAt, gate } = change;
  return {
    id,
    runbook: runbook.id,
    title: runbook.title,
    risk: runbook.risk,
    state,
    mode,
    by,
    touches: touches.map(({ machine, agent }) => `${machine}/${agent}`),
    steps: steps.map(({ step, machine, standing }) => ({ step, machine, standing })),
    begunAt: begunAt / 1000,
    expiresAt: expiresAt / 1000,
    committedAt: seconds(committedAt),
    endedAt: seconds(endedAt),
    verdict: gate === undefined ? null : { verdict: gate.verdict, at: gate.at / 1000 },
    gates: runs.filter((run) => run.change === id).map(gateOf),
    rollback: rollbackOf(change, awaiting),
  };
}

function gateOf({ gate, verdict, at, queries }: LastRun): GateRow {
  return {
    gate,
    verdict,
    at: at / 1000,
    // JSON has no numbers for NaN and infinity.
    queries: queries.map(({ id, verdict: said, value }) => {
      return { id, verdict: said, value: value !== undefined && Number.isFinite(value) ? value : null };
    }),
  };
}

function rollbackOf(change: ChangeRecord, awaiting: ReadonlySet<string>): RollbackRow | null {
  const { id, rollback, rollbackStartedAt, rollbackEndedAt, rollbackReason = null } = change;
  if (rollback === undefined) return null;
  return {
    via: rollback.via,
    who: rollback.who,
    requestedAt: rollback.at / 1000,
    startedAt: seconds(rollbackStartedAt),
    endedAt: seconds(rollbackEndedAt),
    awaitsApproval: awaiting.has(id),
    reason: rollbackReason,
  };
}

/** Unix milliseconds as seconds; null where it never happened. */
function seconds(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : milliseconds / 1000;
}
