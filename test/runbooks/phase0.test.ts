import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/prometheus/answer.js';
import { type Criterion, loadGuide } from '../../src/runbooks/guide/read.js';
import { type Evidence, judgeCriteria } from '../../src/runbooks/phase0/judge.js';
import type { JudgedCriterion } from '../../src/runbooks/phase0/model.js';
import { rehearsalsOf } from '../../src/runbooks/phase0/rehearsals.js';
import { isOver, phase0Json, phase0Text } from '../../src/runbooks/phase0/text.js';
import { Phase0Watch } from '../../src/runbooks/phase0/watch.js';
import { nobodyLooked, standings } from '../../src/runbooks/standing/standing.js';

const { guide } = await loadGuide();
const criteria = guide?.criteria ?? [];
const queried = criteria.filter(({ evidence }) => evidence.kind === 'query');

/** An answer of one series with this value. */
const value = (number: number): Answer => ({
  kind: 'series',
  series: [{ labels: {}, points: [{ at: 0, value: number }] }],
  warnings: [],
});
const unreachable: Answer = { kind: 'error', fault: 'unreachable', message: 'no connection' };

function evidence(changes: Partial<Evidence> = {}): Evidence {
  return {
    standings: standings(() => ({ kind: 'done' })),
    machines: ['alpha', 'beta'],
    ask: async () => value(1),
    runbooks: [{ id: 'risk-a', digest: 'one' }],
    rehearsals: [{ digest: 'one', rollbackSeconds: 12 }],
    now: () => 0,
    ...changes,
  };
}

/** What each criterion came to, by kind of its evidence. */
async function judged(kind: Criterion['evidence']['kind'], changes: Partial<Evidence>): Promise<JudgedCriterion[]> {
  return judgeCriteria(
    criteria.filter((one) => one.evidence.kind === kind),
    evidence(changes),
  );
}

const verdicts = (all: readonly JudgedCriterion[]) => [...new Set(all.map(({ verdict }) => verdict))];

describe('the bundled criteria', () => {
  it('ask for findings, for Prometheus, and for rehearsals', () => {
    expect(criteria.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['configuration_valid', 'scripts_found', 'ports_apart', 'logs_rotated', 'all_adopted']),
    );
    expect(queried.length).toBeGreaterThan(3);
  });
});

describe('a criterion on findings', () => {
  it.each([
    ['met where nothing is found', { kind: 'done' }, 'met', 'no open finding'],
    ['not met where something is', { kind: 'open', findings: 1 }, 'not-met', '1 open finding'],
    ['not measured where nobody has looked', { kind: 'unknown' }, 'not-measured', 'nobody has looked'],
  ] as const)('is %s', async (_what, standing, verdict, words) => {
    const all = await judged('findings', { standings: standings(() => standing) });
    expect(verdicts(all)).toStrictEqual([verdict]);
    expect(all[0]?.evidence).toContain(words);
  });
});

describe('a criterion on Prometheus', () => {
  const adopted = queried.filter(({ id }) => id === 'all_adopted');
  const judge = async (ask: Evidence['ask']) => (await judgeCriteria(adopted, evidence({ ask })))[0];

  it('is asked for each machine, and met where it is on all', async () => {
    const asked: string[] = [];
    const one = await judge(async (expression) => {
      asked.push(expression);
      return value(1);
    });
    expect(asked).toStrictEqual([
      'machine:fleet_agent_adopted:ratio{machine="alpha"}',
      'machine:fleet_agent_adopted:ratio{machine="beta"}',
    ]);
    expect(one).toMatchObject({ verdict: 'met', evidence: 'alpha: 1 is == 1; beta: 1 is == 1' });
  });

  it.each([
    ['not met where one machine fails', value(0.5), 'not-met', 'beta: 0.5 is not == 1'],
    [
      'not measured where one has no data',
      { kind: 'series', series: [], warnings: [] },
      'not-measured',
      'beta: no data',
    ],
    ['not measured where one is partial', { ...value(1), warnings: ['partial'] }, 'not-measured', 'beta: partial data'],
    ['not measured where Prometheus is gone', unreachable, 'not-measured', 'beta: unreachable'],
    ['not measured where it is not a number', value(Number.NaN), 'not-measured', 'beta: not a number'],
  ] as [string, Answer, string, string][])('is %s', async (_what, ofBeta, verdict, words) => {
    const one = await judge(async (expression) => (expression.includes('beta') ? ofBeta : value(1)));
    expect(one?.verdict).toBe(verdict);
    expect(one?.evidence).toContain(words);
  });

  it('is not measured where there is no machine', async () => {
    expect(verdicts(await judged('query', { machines: [] }))).toStrictEqual(['not-measured']);
  });
});

describe('the criterion on rehearsals', () => {
  it.each([
    ['met', 'by all procedures', {}, '1 of 1 procedures'],
    ['not-met', 'by none', { rehearsals: [] }, '0 of 1 procedures; not risk-a'],
    ['not-met', 'by one that was edited since', { rehearsals: [{ digest: 'two', rollbackSeconds: 1 }] }, 'not risk-a'],
    ['not-met', 'by one that took too long', { rehearsals: [{ digest: 'one', rollbackSeconds: 301 }] }, 'not risk-a'],
    ['not-measured', 'without a journal', { rehearsals: undefined }, 'the journal cannot be read'],
    ['not-measured', 'without procedures', { runbooks: [] }, 'there are no procedures'],
  ] as [string, string, Partial<Evidence>, string][])('is %s %s', async (verdict, _what, changes, words) => {
    const [one] = await judged('rehearsals', changes);
    expect(one?.verdict).toBe(verdict);
    expect(one?.evidence).toContain(words);
  });

  it('counts changes that were taken back to the end', () => {
    const change = { runbook: { digest: 'one' }, rollbackStartedAt: 1000, endedAt: 13_500 };
    expect(rehearsalsOf([{ ...change, state: 'rolled-back' }])).toStrictEqual([
      { digest: 'one', rollbackSeconds: 12.5 },
    ]);
    for (const state of ['active', 'committed', 'rolling-back', 'rollback-failed']) {
      expect(rehearsalsOf([{ ...change, state }])).toStrictEqual([]);
    }
  });
});

describe('phase 0', () => {
  it('is over only where every criterion is met', async () => {
    const all = await judgeCriteria(
      criteria.filter(({ evidence: { kind } }) => kind !== 'query'),
      evidence(),
    );
    expect(isOver(all)).toBe(true);
    expect(isOver([])).toBe(false);
    for (const verdict of ['not-met', 'not-measured'] as const) {
      const [first, ...rest] = all;
      if (first === undefined) throw new Error('there are no criteria');
      const lacking = [{ ...first, verdict, evidence: 'why' }, ...rest];
      expect(isOver(lacking)).toBe(false);
      expect(phase0Text(lacking)).toMatch(/^(NOT MET|not measured) .* why\n/);
      expect(phase0Text(lacking)).toContain('Phase 0 is not over. Criteria: 7; met: 6, ');
      const report = JSON.parse(phase0Json(lacking));
      expect(report.met).toBe(false);
      expect(report.criteria[0]).toMatchObject({ verdict, evidence: 'why' });
    }
  });
});

describe('the watch over the criteria', () => {
  it('says that nothing was measured until something was, and measures no more than once a minute', async () => {
    let now = 0;
    let measured = 0;
    const watch = new Phase0Watch({
      criteria,
      elapsed: () => now,
      evidence: async () => {
        measured += 1;
        return evidence({ ask: async () => unreachable });
      },
    });
    const met = (all: readonly JudgedCriterion[]) =>
      all.filter(({ verdict }) => verdict === 'met').map(({ criterion: { evidence: of } }) => of.kind);
    expect(verdicts(watch.look(nobodyLooked))).toStrictEqual(['not-measured']);
    await watch.settled();
    expect(met(watch.look(nobodyLooked))).toStrictEqual(['rehearsals']);
    // Findings need nobody to be asked.
    expect(new Set(met(watch.look(standings(() => ({ kind: 'done' })))))).toStrictEqual(
      new Set(['findings', 'rehearsals']),
    );
    now = 59_999;
    watch.look(nobodyLooked);
    expect(measured).toBe(1);
    now = 60_000;
    watch.look(nobodyLooked);
    await watch.settled();
    expect(measured).toBe(2);
  });
});
