import { describe, expect, it } from 'vitest';
import type { BookView } from '../../src/changes/book.js';
import type { ChangeRecord } from '../../src/changes/record.js';
import { changesCollector } from '../../src/collectors/changes.js';
import { TriggerTally } from '../../src/triggers/tally.js';
import { begunAt, changeWith } from '../triggers/example.js';
import { collect } from './collect.js';

const minute = 60_000;
const seconds = (milliseconds: number) => milliseconds / 1000;

function viewOf(changes: readonly ChangeRecord[], parts: Partial<BookView> = {}): BookView {
  return {
    changes,
    rollbacks: { done: 0, failed: 0, refused: 0, dry_run: 0 },
    awaitingApproval: new Set(),
    isSwitchedOff: false,
    journal: { entries: 0, isValid: true },
    findings: [],
    ...parts,
  };
}

async function run(view: BookView, { now = begunAt + minute, tally = new TriggerTally() } = {}) {
  const { samples, findings } = await collect(
    changesCollector({ machine: 'alpha', view: async () => view, tally, now: () => now }),
  );
  return { samples, findings };
}

/** Samples of a change, without its id. */
async function of(change: ChangeRecord, now = begunAt + minute, parts: Partial<BookView> = {}) {
  const { samples } = await run(viewOf([change], parts), { now });
  const own = Object.entries(samples).filter(([name]) => name.includes('change=c1'));
  return Object.fromEntries(own.map(([name, value]) => [name.replace(' change=c1', ''), value]));
}

/** The one of a state set that is 1. */
function holding(samples: Readonly<Record<string, number>>, family: string): string[] {
  return Object.entries(samples).flatMap(([name, value]) =>
    name.startsWith(`${family} `) && value === 1 ? [name.replace(/^.* \w+=/, '')] : [],
  );
}

describe('changes', () => {
  it('are none at first, which is not the same as not known', async () => {
    const { samples, findings } = await run(viewOf([]));
    expect(findings).toEqual([]);
    expect(samples).toStrictEqual({
      fleet_journal_entries: 0,
      fleet_journal_valid: 1,
      fleet_rollback_switched_off: 0,
      'fleet_rollbacks_total outcome=done': 0,
      'fleet_rollbacks_total outcome=failed': 0,
      'fleet_rollbacks_total outcome=refused': 0,
      'fleet_rollbacks_total outcome=dry_run': 0,
      ...Object.fromEntries(
        ['webhook', 'poll'].flatMap((via) =>
          ['requested', 'duplicate', 'not_open', 'unknown', 'replayed', 'unauthorized', 'malformed'].map((result) => [
            `fleet_rollback_triggers_total via=${via} result=${result}`,
            0,
          ]),
        ),
      ),
      'fleet_rollback_triggers_total via=operator result=requested': 0,
      'fleet_rollback_triggers_total via=gate result=requested': 0,
    });
  });

  it('say what they are, how they stand and what was before', async () => {
    const samples = await of(
      changeWith({
        mode: 'approve',
        steps: [
          { step: 'a', machine: 'alpha', standing: 'done' },
          { step: 'b', machine: 'alpha', standing: 'running' },
          { step: 'b', machine: 'beta', standing: 'pending' },
          { step: 'c', machine: 'alpha', standing: 'pending' },
        ],
        baseline: {
          measuredAt: begunAt,
          healthyAgents: 1,
          probeSeconds: { p50: 0.01, p95: 0.08 },
          restarts: 0,
          findings: { A: 2, G: 0 },
        },
      }),
    );
    expect(samples).toMatchObject({
      'fleet_change_info runbook=risk-e-rotation risk=E mode=approve by=Ada': 1,
      fleet_change_begun_timestamp_seconds: seconds(begunAt),
      fleet_change_expires_timestamp_seconds: seconds(begunAt) + 4 * 3600,
      'fleet_change_touches agent=planner': 1,
      'fleet_change_steps standing=done': 1,
      'fleet_change_steps standing=running': 1,
      'fleet_change_steps standing=pending': 2,
      'fleet_change_steps standing=failed': 0,
      fleet_change_baseline_healthy_agents: 1,
      'fleet_change_baseline_probe_duration_seconds quantile=0.5': 0.01,
      'fleet_change_baseline_probe_duration_seconds quantile=0.95': 0.08,
      fleet_change_baseline_restarts: 0,
      'fleet_change_baseline_findings risk=A': 2,
      'fleet_change_baseline_findings risk=G': 0,
      fleet_rollback_failed: 0,
      fleet_rollback_awaiting_approval: 0,
    });
    expect(holding(samples, 'fleet_change_state')).toEqual(['active']);
  });

  it('have no baseline where none was measured, and no times of what did not happen', async () => {
    const names = Object.keys(await of(changeWith({})));
    expect(names.filter((name) => /baseline|committed|ended|rollback_(started|duration)/.test(name))).toEqual([
      'fleet_change_state runbook=risk-e-rotation state=committed',
    ]);
  });

  const touching: [state: ChangeRecord['state'], touches: boolean][] = [
    ['active', true],
    ['baking', true],
    ['rollback-requested', true],
    ['rolling-back', true],
    ['committed', false],
    ['rolled-back', false],
    ['rollback-failed', false],
  ];
  it.each(touching)('that are %s touch their agents: %s', async (state, touches) => {
    const isEnded = state === 'committed' || state === 'rolled-back';
    const samples = await of(changeWith({ state, ...(isEnded ? { endedAt: begunAt + 1 } : {}) }));
    expect(holding(samples, 'fleet_change_state')).toEqual([state]);
    expect('fleet_change_touches agent=planner' in samples).toBe(touches);
  });

  it('that have expired touch nothing any more, and are shown', async () => {
    const change = changeWith({ expiresAt: begunAt + minute });
    expect(await of(change, begunAt + minute - 1)).toHaveProperty('fleet_change_touches agent=planner');
    const samples = await of(change, begunAt + 48 * 60 * minute);
    expect(samples).not.toHaveProperty('fleet_change_touches agent=planner');
    expect(holding(samples, 'fleet_change_state')).toEqual(['active']);
  });

  it('that are over are shown for a day', async () => {
    const day = 24 * 60 * minute;
    const over = changeWith({ state: 'committed', committedAt: begunAt + 1000, endedAt: begunAt + minute });
    expect(await of(over, begunAt + day)).toMatchObject({
      fleet_change_committed_timestamp_seconds: seconds(begunAt) + 1,
      fleet_change_ended_timestamp_seconds: seconds(begunAt) + 60,
    });
    expect(await of(over, begunAt + minute + day)).toEqual({});
  });

  it('show the agents of other machines with the machine of the agent', async () => {
    const change = changeWith({ touches: [{ machine: 'beta', agent: 'router' }] });
    await expect(of(change)).rejects.toThrow('fleet_change_touches is of machine beta');
  });
});

describe('rollbacks', () => {
  it('are shown with when they began, how long they took and what became of them', async () => {
    const rolling = changeWith({ state: 'rolling-back', rollbackStartedAt: begunAt + 5000 });
    expect(await of(rolling)).toMatchObject({ fleet_rollback_started_timestamp_seconds: seconds(begunAt) + 5 });
    expect(await of(rolling)).not.toHaveProperty('fleet_rollback_duration_seconds');
    const failed = changeWith({ ...rolling, state: 'rollback-failed', rollbackEndedAt: begunAt + 8500 });
    expect(await of(failed)).toMatchObject({ fleet_rollback_duration_seconds: 3.5, fleet_rollback_failed: 1 });
    const waiting = changeWith({ state: 'rollback-requested', mode: 'approve' });
    expect(await of(waiting, begunAt, { awaitingApproval: new Set(['c1']) })).toMatchObject({
      fleet_rollback_awaiting_approval: 1,
    });
  });

  it('are counted by what became of them, and triggers by what came of them', async () => {
    const tally = new TriggerTally();
    tally.note('webhook', 'unauthorized');
    tally.note('webhook', 'unauthorized');
    tally.note('poll', 'duplicate');
    const via = (id: string, way: 'webhook' | 'operator') =>
      changeWith({ id, state: 'rolled-back', endedAt: 0, rollback: { via: way, who: 'x', at: 1 } });
    const view = viewOf([via('a', 'webhook'), via('b', 'webhook'), via('c', 'operator')], {
      rollbacks: { done: 3, failed: 1, refused: 2, dry_run: 4 },
      isSwitchedOff: true,
      journal: { entries: 40, isValid: false },
    });
    expect((await run(view, { tally })).samples).toMatchObject({
      'fleet_rollbacks_total outcome=done': 3,
      'fleet_rollbacks_total outcome=failed': 1,
      'fleet_rollbacks_total outcome=refused': 2,
      'fleet_rollbacks_total outcome=dry_run': 4,
      'fleet_rollback_triggers_total via=webhook result=requested': 2,
      'fleet_rollback_triggers_total via=operator result=requested': 1,
      'fleet_rollback_triggers_total via=webhook result=unauthorized': 2,
      'fleet_rollback_triggers_total via=poll result=duplicate': 1,
      fleet_rollback_switched_off: 1,
      fleet_journal_entries: 40,
      fleet_journal_valid: 0,
    });
  });
});
