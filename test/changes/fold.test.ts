import { describe, expect, it } from 'vitest';
import { fold } from '../../src/changes/fold.js';
import type { Entry, Happening } from '../../src/changes/journal/entry.js';
import { beginning, seal } from '../../src/changes/journal/line.js';
import { runbook, step, tenOClock } from './making.js';

const change = 'risk-a-20261122T100000Z-1f3a2b';
const begun: Happening = {
  kind: 'begun',
  data: {
    runbook: runbook({ steps: [step('one'), step('two', { machine: 'each' })] }),
    mode: 'auto',
    touches: [],
    parameters: {},
    values: {},
    machines: ['alpha', 'beta'],
    fleetAgents: 10,
    by: 'Ada',
    baseline: { measuredAt: tenOClock },
    expiresAt: tenOClock,
  },
};
const committed: Happening = { kind: 'committed', data: { by: 'Ada' } };
const approved: Happening = { kind: 'rollback-approved', data: { by: 'Ada' } };
const startedBack: Happening = { kind: 'rollback-started', data: { automatic: true, budgetSeconds: 300 } };
const heldBack: Happening = { kind: 'rollback-held-back', data: { hold: 'share' } };
function asked(at = tenOClock): Happening {
  return { kind: 'rollback-requested', data: { via: 'webhook', who: 'FleetRollbackRestarts', at } };
}
function endedBack(outcome: 'done' | 'failed' | 'dry-run'): Happening {
  return { kind: 'rollback-ended', data: { outcome, reason: '' } };
}
function startedStep(phase: 'apply' | 'undo', name: string, machine = 'alpha'): Happening {
  return { kind: 'step-started', data: { phase, step: name, machine, attempt: 1, because: 'not-done' } };
}
type Outcome = (Entry & { kind: 'step-ended' })['data']['outcome'];
function endedStep(phase: 'apply' | 'undo', name: string, outcome: Outcome, attempt = 1): Happening {
  return {
    kind: 'step-ended',
    data: { phase, step: name, machine: 'alpha', attempt, outcome, reason: '', seconds: 1 },
  };
}

/** One entry a second. */
function chained(happenings: readonly Happening[]): Entry[] {
  const entries: Entry[] = [];
  for (const happening of happenings) {
    const at = tenOClock + entries.length * 1000;
    entries.push(seal({ change, ...happening }, entries.at(-1) ?? beginning, 'alpha', at));
  }
  return entries;
}

const minute = 60_000;

describe('fold', () => {
  const states: [state: string, happenings: Happening[], afterMinutes?: number][] = [
    ['active', []],
    ['baking', [committed]],
    ['baking', [committed], 29],
    ['committed', [committed], 31],
    ['rollback-requested', [asked()]],
    ['rollback-requested', [committed, asked()], 60],
    ['committed', [committed, asked(tenOClock + 40 * minute)], 60],
    ['rollback-requested', [asked(), heldBack]],
    ['rolling-back', [asked(), startedBack]],
    ['rolled-back', [asked(), startedBack, endedBack('done')]],
    ['rollback-failed', [asked(), startedBack, endedBack('failed')]],
    ['rollback-requested', [asked(), startedBack, endedBack('failed'), approved]],
    ['rolling-back', [asked(), startedBack, endedBack('failed'), approved, startedBack]],
    ['active', [asked(), endedBack('dry-run')]],
    ['baking', [committed, asked(), endedBack('dry-run')]],
    ['rollback-requested', [asked(), endedBack('dry-run'), approved]],
    // What no state allows does not count.
    ['active', [startedBack]],
    ['active', [endedBack('done')]],
    ['rolled-back', [asked(), startedBack, endedBack('done'), committed, asked(), approved, startedBack]],
    ['rollback-requested', [asked(), committed]],
    ['active', [begun]],
  ];
  it.each(states)('%s: %j', (state, happenings, afterMinutes = 1) => {
    const records = fold(chained([begun, ...happenings]), tenOClock + afterMinutes * minute);
    expect(records.map((record) => record.state)).toEqual([state]);
  });

  it('ends a committed change when it has baked, a rolled back one when that was done', () => {
    const [baked] = fold(chained([begun, committed]), tenOClock + 60 * minute);
    expect(baked?.endedAt).toBe(tenOClock + 1000 + 30 * minute);
    const [taken] = fold(chained([begun, asked(), startedBack, endedBack('done')]), tenOClock + minute);
    expect(taken).toMatchObject({ rollbackStartedAt: tenOClock + 2000, endedAt: tenOClock + 3000 });
  });

  const standings: [standing: string, happenings: Happening[]][] = [
    ['pending', []],
    ['running', [startedStep('apply', 'one')]],
    ['done', [startedStep('apply', 'one'), endedStep('apply', 'one', 'done')]],
    ['done', [endedStep('apply', 'one', 'already', 0)]],
    ['skipped', [endedStep('apply', 'one', 'skipped', 0)]],
    ['failed', [startedStep('apply', 'one'), endedStep('apply', 'one', 'failed')]],
    ['unknown', [startedStep('apply', 'one'), endedStep('apply', 'one', 'unknown')]],
    ['undone', [startedStep('apply', 'one'), startedStep('undo', 'one'), endedStep('undo', 'one', 'done')]],
    ['undone', [startedStep('apply', 'one'), endedStep('undo', 'one', 'already', 0)]],
    ['unknown', [startedStep('apply', 'one'), startedStep('undo', 'one'), endedStep('undo', 'one', 'unknown')]],
  ];
  it.each(standings)('a step is %s: %j', (standing, happenings) => {
    const [record] = fold(chained([begun, ...happenings]), tenOClock);
    expect(record?.steps).toEqual([
      { step: 'one', machine: 'alpha', standing },
      { step: 'two', machine: 'alpha', standing: 'pending' },
      { step: 'two', machine: 'beta', standing: 'pending' },
    ]);
  });

  it('counts nothing of a change that another machine keeps', () => {
    expect(fold(chained([startedStep('apply', 'one')]), tenOClock)).toEqual([]);
  });
});
