import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Risk, risks } from '../../src/finding.js';
import { planJson } from '../../src/runbooks/plan/json.js';
import { planMermaid } from '../../src/runbooks/plan/mermaid.js';
import type { Plan, Plannable } from '../../src/runbooks/plan/model.js';
import { planOf } from '../../src/runbooks/plan/plan.js';
import { planText } from '../../src/runbooks/plan/text.js';
import { nobodyLooked, type Standings, standings } from '../../src/runbooks/standing/standing.js';

/** The table of the eight risks: what each depends on, impact and complexity. */
const table: [risk: Risk, dependencies: Risk[], impact: number, complexity: number][] = [
  ['A', ['G'], 8, 2],
  ['B', ['F'], 5, 5],
  ['C', ['G'], 7, 3],
  ['D', ['G', 'C'], 9, 6],
  ['E', ['G'], 6, 2],
  ['F', ['C', 'D', 'E', 'H'], 9, 7],
  ['G', [], 9, 4],
  ['H', ['G'], 8, 4],
];
const idOf = (risk: Risk) => `risk-${risk.toLowerCase()}`;

function runbook(risk: Risk, changes: Partial<Plannable> = {}): Plannable {
  return {
    id: idOf(risk),
    title: `Mend ${risk}`,
    risk,
    kind: 'risk',
    impact: 5,
    complexity: 5,
    effortHours: 4,
    downtime: 'none',
    machines: 'fleet',
    dependencies: [],
    conflicts: [],
    ...changes,
  };
}

const eight = table.map(([risk, dependencies, impact, complexity]) =>
  runbook(risk, {
    dependencies: dependencies.map(idOf),
    impact,
    complexity,
    downtime: risk === 'D' ? 'restarts' : 'none',
  }),
);
const allOpen = standings(() => ({ kind: 'open', findings: 2 }));

function planned(runbooks: readonly Plannable[], standings: Standings = allOpen): Plan {
  const result = planOf(runbooks, standings);
  if (result.kind !== 'plan') throw new Error('there is a cycle');
  return result.plan;
}

const letters = ({ waves }: Plan) => waves.map((wave) => wave.map(({ runbook }) => runbook.risk).join(''));

describe('the plan of the eight risks', () => {
  const plan = planned(eight);

  it('is G, then A, C, E, H side by side, D after C, then F, then B', () => {
    expect(letters(plan)).toStrictEqual(['G', 'ACEH', 'D', 'F', 'B']);
    const after = Object.fromEntries(plan.waves.flat().map(({ runbook, after }) => [runbook.risk, after]));
    expect(after).toStrictEqual({
      ...{ G: [], A: ['risk-g'], C: ['risk-g'], E: ['risk-g'], H: ['risk-g'] },
      ...{ D: ['risk-c', 'risk-g'], F: ['risk-c', 'risk-d', 'risk-e', 'risk-h'], B: ['risk-f'] },
    });
  });

  it('needs no downtime', () => {
    expect(planText(plan)).toContain('\nRestarts, one agent at a time: D\nDowntime: none\n');
    expect(JSON.parse(planJson(plan))).toMatchObject({ downtime: [], restarts: ['risk-d'] });
  });

  it('takes as long as its longest chain, whoever helps', () => {
    expect(plan).toMatchObject({
      criticalPath: ['risk-g', 'risk-c', 'risk-d', 'risk-f', 'risk-b'],
      criticalHours: 20,
      effortHours: 32,
    });
  });

  it('is drawn with an arrow for all that is waited for', () => {
    const chart = planMermaid(plan);
    expect(chart).toMatch(/^flowchart LR\n {2}subgraph wave1 \[Wave 1\]\n {4}risk-g\["G: Mend G"\]\n {2}end\n/);
    expect(chart.match(/-->/g)).toHaveLength(11);
    expect(chart).toContain('  risk-f --> risk-b\n');
    expect(chart).toContain('class risk-g,risk-c,risk-d,risk-f,risk-b critical');
  });
});

describe('what is done', () => {
  it('is left out, and what waited for it may begin', () => {
    const plan = planned(eight, { ...allOpen, G: { kind: 'done' }, C: { kind: 'done' } });
    expect(letters(plan)).toStrictEqual(['ADEH', 'F', 'B']);
    expect(plan.done.map(({ risk }) => risk)).toStrictEqual(['C', 'G']);
    expect(planText(plan)).toContain('\nDone: nothing is found any more\n  C  risk-c\n  G  risk-g\n');
  });

  it('is not what nobody has looked at', () => {
    const plan = planned(eight, nobodyLooked);
    expect(plan.done).toStrictEqual([]);
    expect(planText(plan)).toContain('Nobody could look at A, B, C, D, E, F, G, H: that is not the same as done.');
  });

  it('may be all', () => {
    const plan = planned(
      eight,
      standings(() => ({ kind: 'done' })),
    );
    expect(plan).toMatchObject({ waves: [], criticalPath: [], criticalHours: 0, effortHours: 0 });
    expect(planText(plan)).toMatch(/^Nothing is left to do\.\n/);
  });
});

describe('runbooks in conflict', () => {
  it('stay in their wave, and go in turn: the one with the greater impact first, whichever names the other', () => {
    for (const named of ['A', 'C'] as const) {
      const conflicting = eight.map((one) =>
        one.risk === named ? { ...one, conflicts: [idOf(named === 'A' ? 'C' : 'A')] } : one,
      );
      const plan = planned(conflicting);
      expect(letters(plan)).toStrictEqual(['G', 'ACEH', 'D', 'F', 'B']);
      const [a, c] = plan.waves[1] ?? [];
      expect(a).toMatchObject({ inTurnAfter: [], startHours: 4 });
      expect(c).toMatchObject({ inTurnAfter: ['risk-a'], startHours: 8 });
      expect(planText(plan)).toMatch(/C {2}risk-c {2}after risk-g; not beside risk-a /);
      expect(planMermaid(plan)).toContain('  risk-a -.-> risk-c\n');
      expect(plan.criticalPath).toStrictEqual(['risk-g', 'risk-a', 'risk-c', 'risk-d', 'risk-f', 'risk-b']);
    }
  });
});

describe('procedures', () => {
  it('are no part of the plan, but what is needed through them is', () => {
    const plan = planned([
      runbook('A', { dependencies: ['a-part'] }),
      runbook('C', { id: 'a-part', kind: 'procedure', dependencies: ['risk-g'] }),
      runbook('G'),
    ]);
    expect(letters(plan)).toStrictEqual(['G', 'A']);
  });
});

describe('a cycle', () => {
  it('is refused by its name', () => {
    const circle = eight.map((one) => (one.risk === 'G' ? { ...one, dependencies: ['risk-b'] } : one));
    const result = planOf(circle, allOpen);
    expect(result).toMatchObject({ kind: 'cycles' });
    expect(result.kind === 'cycles' && result.cycles[0]).toStrictEqual(['risk-b', 'risk-f', 'risk-c', 'risk-g']);
  });
});

describe('any plan', () => {
  const some = fc
    .array(
      fc.record({
        needs: fc.array(fc.nat(7)),
        conflicts: fc.array(fc.nat(7)),
        impact: fc.integer({ min: 1, max: 10 }),
        effortHours: fc.integer({ min: 1, max: 40 }),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((drawn) =>
      drawn.map(({ needs, conflicts, ...rest }, index) =>
        runbook(risks[index] ?? 'A', {
          ...rest,
          dependencies: needs.filter((need) => need < index).map((need) => idOf(risks[need] ?? 'A')),
          conflicts: conflicts.filter((other) => other !== index).map((other) => idOf(risks[other] ?? 'A')),
        }),
      ),
    );

  it('keeps what is needed in earlier waves, and conflicts apart in hours', () => {
    fc.assert(
      fc.property(some, (runbooks) => {
        const plan = planned(runbooks);
        const placed = plan.waves.flat();
        expect(placed).toHaveLength(runbooks.length);
        for (const one of placed) {
          for (const other of placed) {
            const isNeeded = one.runbook.dependencies.includes(other.runbook.id);
            const collides =
              one !== other &&
              (one.runbook.conflicts.includes(other.runbook.id) || other.runbook.conflicts.includes(one.runbook.id));
            if (isNeeded) {
              expect(other.wave).toBeLessThan(one.wave);
              expect(other.startHours + other.runbook.effortHours).toBeLessThanOrEqual(one.startHours);
            }
            if (collides) {
              const [first, second] = one.startHours <= other.startHours ? [one, other] : [other, one];
              expect(first.startHours + first.runbook.effortHours).toBeLessThanOrEqual(second.startHours);
            }
          }
        }
        const ends = placed.map(({ startHours, runbook: { effortHours } }) => startHours + effortHours);
        expect(plan.criticalHours).toBe(Math.max(...ends));
        const efforts = new Map(runbooks.map(({ id, effortHours }) => [id, effortHours]));
        expect(plan.criticalPath.reduce((sum, id) => sum + (efforts.get(id) ?? 0), 0)).toBe(plan.criticalHours);
      }),
    );
  });
});
