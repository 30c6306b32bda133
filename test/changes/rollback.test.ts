import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { approveRollback } from '../../src/changes/approve.js';
import type { BeginRequest } from '../../src/changes/begin.js';
import { commitChange } from '../../src/changes/commit.js';
import type { RollbackCause, RollbackMode } from '../../src/changes/model.js';
import { RollbackKeeper } from '../../src/changes/rollback/keeper.js';
import type { RollbackLimits } from '../../src/changes/rollback/limits.js';
import { type RolledBack, rollBack } from '../../src/changes/rollback/rollBack.js';
import { Bench, command, runbook, script, step } from './making.js';

const bench = new Bench();
const usual: RollbackLimits = { rollbacksPerDay: 5, coolDownSeconds: 600, largestShare: 0.5 };
const minute = 60_000;

function cause(via: RollbackCause['via'] = 'webhook'): RollbackCause {
  return { via, who: 'FleetRollbackAvailability', at: bench.now };
}

function back(id: string, changes: Partial<RollbackLimits> = {}, budgetSeconds = 60): Promise<RolledBack> {
  const limits = { ...usual, ...changes };
  const { signal: stop } = new AbortController();
  return rollBack(bench.site, id, { limits, budgetSeconds, patience: 2000, attendance: bench.attendance, stop });
}

/** A change with all its steps done. */
async function applied(changes: Partial<BeginRequest> = {}): Promise<string> {
  const id = await bench.begin(changes);
  await bench.apply(id);
  bench.told.length = 0;
  return id;
}

async function state(id: string): Promise<string> {
  return (await bench.openBook().record(id)).state;
}

/** A rollback that a trigger has asked for, of a change of its own agent. */
async function requested(agent: string, changes: Partial<BeginRequest> = {}): Promise<string> {
  const id = await applied({ touches: [{ machine: 'alpha', agent }], ...changes });
  await bench.book.requestRollback(id, cause());
  return id;
}

describe('a rollback', () => {
  it('takes back what was done, the last first, then does its own steps', async () => {
    const afterwards = step('afterwards', { undo: undefined });
    const id = await requested('planner', { runbook: runbook({ rollback: [afterwards] }) });
    expect(await back(id)).toEqual({ kind: 'done' });
    expect(bench.told).toEqual(['undo three done', 'undo two done', 'undo one done', 'rollback afterwards done']);
    const record = await bench.openBook().record(id);
    expect(record).toMatchObject({ state: 'rolled-back', endedAt: bench.now, rollback: cause() });
    expect(record.steps.map(({ standing }) => standing)).toEqual(['undone', 'undone', 'undone']);
    expect(await back(id)).toEqual({ kind: 'not-requested' });
  });

  it('leaves alone what was not begun: skipped, done before, not reached', async () => {
    const steps = [
      step('one'),
      step('done-before', { verify: command('/bin/true') }),
      step('skipped', { when: command('/bin/false') }),
      step('half', { action: { kind: 'command', command: script('exit 3') } }),
      step('never'),
    ];
    const id = await requested('planner', { runbook: runbook({ steps }) });
    expect(await back(id)).toEqual({ kind: 'done' });
    // What has failed may be half done: it is taken back too.
    expect(bench.told).toEqual(['undo half done', 'undo one done']);
  });

  it('does not take back what its verify says is taken back', async () => {
    const id = await requested('planner');
    await writeFile(bench.fileOf(id, 'two.undone'), 'by hand');
    await back(id);
    expect(bench.told).toEqual(['undo three done', 'undo two already', 'undo one done']);
    expect(await readFile(bench.fileOf(id, 'two.undone'), 'utf8')).toBe('by hand');
  });

  it('stops at a step that cannot be taken back, and goes on from there at a person’s word', async () => {
    const action = { kind: 'command', command: script('test -e mended && echo taken >> two.undone') } as const;
    const undo = { action, verify: command('/usr/bin/test', '-s', 'two.undone') };
    const id = await requested('planner', {
      runbook: runbook({ steps: [step('one'), step('two', { undo }), step('three')] }),
    });
    expect(await back(id)).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('two on alpha: it ended with 1'),
    });
    expect(await state(id)).toBe('rollback-failed');
    expect(bench.told).toEqual(['undo three done', 'undo two failed']);
    await writeFile(bench.fileOf(id, 'mended'), '');
    bench.told.length = 0;
    await approveRollback(bench.book, id, 'Ada', () => bench.now);
    expect(await back(id)).toEqual({ kind: 'done' });
    expect(bench.told).toEqual(['undo two done', 'undo one done']);
  });

  it('fails when its time is over, with the step under way given up', async () => {
    const undo = { action: { kind: 'command', command: script('sleep 30') } as const, verify: command('/bin/false') };
    const id = await requested('planner', { runbook: runbook({ steps: [step('one', { undo })] }) });
    const result = await back(id, {}, 1);
    expect(result).toEqual({ kind: 'failed', reason: 'it was not over after 1 s: one on alpha is not taken back' });
    expect(await state(id)).toBe('rollback-failed');
  });

  it('can be asked for until the change has baked', async () => {
    const id = await applied();
    await commitChange(bench.book, id, 'Ada', () => bench.now);
    bench.now += 29 * minute;
    expect(await state(id)).toBe('baking');
    expect(await bench.book.requestRollback(id, cause())).toBe('requested');
    const late = await applied({ touches: [{ machine: 'alpha', agent: 'tariffs' }] });
    await commitChange(bench.book, late, 'Ada', () => bench.now);
    bench.now += 30 * minute;
    expect(await state(late)).toBe('committed');
    expect(await bench.book.requestRollback(late, cause())).toBe('not-open');
  });
});

describe('modes', () => {
  it('approve: waits for a person, and begins at their word', async () => {
    const id = await requested('planner', { mode: 'approve' });
    expect(await back(id)).toEqual({ kind: 'held-back', hold: 'approval' });
    expect((await bench.book.view()).awaitingApproval).toEqual(new Set([id]));
    await approveRollback(bench.book, id, 'Ada', () => bench.now);
    expect((await bench.book.view()).awaitingApproval).toEqual(new Set());
    expect(await back(id)).toEqual({ kind: 'done' });
  });

  it('dry-run: says what it would do, once, and the change goes on', async () => {
    const id = await requested('planner', { mode: 'dry-run' });
    const planned = ['three', 'two', 'one'].map((name) => ({ phase: 'undo', step: name, machine: 'alpha' }));
    expect(await back(id)).toEqual({ kind: 'dry-run', planned });
    expect(bench.told).toEqual([]);
    expect(await state(id)).toBe('active');
    expect(await bench.book.requestRollback(id, cause())).toBe('duplicate');
    expect(await back(id)).toEqual({ kind: 'not-requested' });
    expect((await bench.book.view()).rollbacks).toEqual({ done: 0, failed: 0, refused: 0, dry_run: 1 });
  });

  it.each<RollbackMode>(['approve', 'dry-run'])('%s: an operator is not held back', async (mode) => {
    const id = await applied({ mode });
    await bench.book.requestRollback(id, cause('operator'));
    expect(await back(id, { rollbacksPerDay: 0, largestShare: 0 })).toEqual({ kind: 'done' });
  });
});

describe('limits', () => {
  const held: [name: string, limits: Partial<RollbackLimits>, hold: string][] = [
    ['as many as a day may have', { rollbacksPerDay: 1, coolDownSeconds: 0 }, 'day'],
    ['one shortly before', {}, 'cool-down'],
    ['too much of the fleet', { coolDownSeconds: 0, largestShare: 0.09 }, 'share'],
  ];
  it.each(held)('%s: holds the second one back, also after a restart', async (_name, limits, hold) => {
    expect(await back(await requested('planner'))).toEqual({ kind: 'done' });
    bench.now += minute;
    const id = await requested('tariffs');
    expect(await back(id, limits)).toEqual({ kind: 'held-back', hold });
    bench.book = bench.openBook();
    expect(await back(id, limits)).toEqual({ kind: 'held-back', hold });
    const { entries } = await bench.book.journal.read();
    // Said once, however often it was looked at.
    expect(entries.filter(({ kind }) => kind === 'rollback-held-back')).toHaveLength(1);
    expect((await bench.book.view()).rollbacks.refused).toBe(1);
    await approveRollback(bench.book, id, 'Ada', () => bench.now);
    expect(await back(id, limits)).toEqual({ kind: 'done' });
  });

  it('let it begin when they no longer hold', async () => {
    await back(await requested('planner'));
    const id = await requested('tariffs');
    expect(await back(id)).toMatchObject({ hold: 'cool-down' });
    bench.now += 11 * minute;
    expect(await back(id, { rollbacksPerDay: 1 })).toMatchObject({ hold: 'day' });
    bench.now += 24 * 60 * minute;
    expect(await back(id, { rollbacksPerDay: 1 })).toEqual({ kind: 'done' });
  });

  it('count what began by itself, not what people took back', async () => {
    const id = await applied();
    await bench.book.requestRollback(id, cause('operator'));
    await back(id);
    expect(await back(await requested('tariffs'), { rollbacksPerDay: 1, coolDownSeconds: 0 })).toEqual({
      kind: 'done',
    });
  });

  it('the kill switch file holds back what no person asked for', async () => {
    await mkdir(bench.directory, { recursive: true });
    await writeFile(`${bench.directory}/no-rollback`, '');
    const id = await requested('planner');
    expect(await back(id)).toEqual({ kind: 'held-back', hold: 'switched-off' });
    expect(await bench.book.view()).toMatchObject({ isSwitchedOff: true });
    await rm(`${bench.directory}/no-rollback`);
    expect(await back(id)).toEqual({ kind: 'done' });
  });
});

describe('the keeper', () => {
  function keeping() {
    const results: (readonly [string, string])[] = [];
    const report = (change: string, { kind }: { readonly kind: string }) => results.push([change, kind]);
    const keeper = new RollbackKeeper(bench.site, { limits: usual, budgetSeconds: 60, beat: 60_000, report });
    return { keeper, results };
  }

  it('rolls back what is requested, when it is woken', async () => {
    const id = await requested('planner');
    const { keeper, results } = keeping();
    keeper.wake();
    await keeper.settled();
    expect(results).toEqual([[id, 'done']]);
    await keeper.stop();
  });

  it('goes on with what it has left when it was stopped', async () => {
    const slow = script('sleep 0.4; echo taken >> one.undone');
    const undo = {
      action: { kind: 'command', command: slow } as const,
      verify: command('/usr/bin/test', '-s', 'one.undone'),
    };
    const id = await requested('planner', { runbook: runbook({ steps: [step('one', { undo }), step('two')] }) });
    const first = keeping();
    first.keeper.start();
    const under = async () => (await bench.openBook().record(id)).tasks.get('["undo","one","alpha"]')?.standing;
    await expect.poll(under, { timeout: 5000 }).toBe('started');
    await first.keeper.stop();
    expect(await state(id)).toBe('rolling-back');
    const second = keeping();
    second.keeper.wake();
    await second.keeper.settled();
    expect(second.results).toEqual([[id, 'done']]);
    expect(await readFile(bench.fileOf(id, 'one.undone'), 'utf8')).toBe('taken\n');
    expect(await readFile(bench.fileOf(id, 'two.undone'), 'utf8')).toBe('taken\n');
  });
});
