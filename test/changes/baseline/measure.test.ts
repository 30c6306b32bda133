import { describe, expect, it } from 'vitest';
import { measureBaseline } from '../../../src/changes/baseline/measure.js';
import type { Touched } from '../../../src/changes/model.js';
import type { GateQuery } from '../../../src/gate/model.js';
import type { Answer } from '../../../src/prometheus/answer.js';

type Rows = readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];

function vector(rows: Rows, warnings: readonly string[] = []): Answer {
  const series = rows.map(([labels, value]) => ({ labels, points: [{ at: 0, value }] }));
  return { kind: 'series', series, warnings };
}

const none = vector([]);
const touches: readonly Touched[] = [
  { machine: 'alpha', agent: 'planner' },
  { machine: 'beta', agent: 'router' },
];
const at = (machine: string, agent: string) => ({ machine, agent });
const of = (machine: string, risk: string) => ({ machine, risk });

/** What Prometheus says, by a part of the question. */
const usual: Readonly<Record<string, Answer>> = {
  fleet_agent_up: vector([
    [at('alpha', 'planner'), 1],
    [at('alpha', 'untouched'), 1],
    [at('beta', 'router'), 0],
  ]),
  'histogram_quantile(0.5,': vector([[{}, 0.01]]),
  'histogram_quantile(0.95,': vector([[{}, 0.08]]),
  fleet_agent_restarts_total: vector([
    [at('alpha', 'planner'), 2.03],
    [at('alpha', 'untouched'), 40],
    [at('beta', 'router'), 1.01],
  ]),
  fleet_audit_risk_findings: vector([
    [of('alpha', 'A'), 2],
    [of('beta', 'A'), 1],
    [of('alpha', 'G'), 0],
    [of('beta', 'G'), 0],
    // Looked for on one machine alone.
    [of('alpha', 'C'), 3],
  ]),
};

const query: GateQuery = {
  id: 'agents-healthy',
  title: '',
  query: 'count(fleet_agent_up{machine="{machine}"} == 1)',
  condition: { comparison: '>=', reference: { kind: 'baseline', factor: 1, plus: 0 } },
  reduce: 'only',
  onNoData: 'inconclusive',
  onNaN: 'inconclusive',
  onError: 'inconclusive',
  initialDelay: 0,
  interval: 15,
  count: 1,
  failureLimit: 0,
  inconclusiveLimit: 0,
  consecutiveSuccessLimit: 0,
};

async function measured(changes: Readonly<Record<string, Answer>>, parts: { touches?: readonly Touched[] } = {}) {
  const answers = { ...usual, ...changes };
  const asked: string[] = [];
  const missing: string[] = [];
  const baseline = await measureBaseline({
    ask: async (expression) => {
      asked.push(expression);
      if (expression.startsWith('count(')) return vector([[{}, 54]]);
      const part = Object.keys(answers).find((one) => expression.includes(one));
      return (part === undefined ? undefined : answers[part]) ?? none;
    },
    runbook: {
      success: [query],
      abort: [{ ...query, id: 'number', condition: { ...query.condition, reference: { kind: 'number', value: 1 } } }],
    },
    touches,
    parameters: new Map([['machine', 'alpha']]),
    now: () => 1_795_341_600_000,
    signal: new AbortController().signal,
    missing: (part, why) => missing.push(`${part}: ${why}`),
    ...parts,
  });
  return { baseline, missing, asked };
}

describe('a baseline', () => {
  it('is of what is touched, and of their machines', async () => {
    const { baseline, missing, asked } = await measured({});
    expect(baseline).toEqual({
      measuredAt: 1_795_341_600_000,
      healthyAgents: 1,
      probeSeconds: { p50: 0.01, p95: 0.08 },
      restarts: 3,
      findings: { A: 3, G: 0 },
      queries: { 'agents-healthy': 54 },
    });
    expect(missing).toEqual([]);
    expect(asked.filter((expression) => !expression.startsWith('count('))).toHaveLength(5);
    expect(asked).toContain('count(fleet_agent_up{machine="alpha"} == 1)');
    for (const expression of asked.filter((one) => !one.startsWith('count('))) {
      expect(expression).toContain('machine=~"alpha|beta"');
    }
  });

  const parts: [what: string, changes: Record<string, Answer>, absent: string, missing: string][] = [
    ['no data', { fleet_agent_up: none }, 'healthyAgents', 'healthy agents: no data'],
    [
      'one agent less',
      { fleet_agent_up: vector([[at('alpha', 'planner'), 1]]) },
      'healthyAgents',
      'healthy agents: nothing is known of router on beta',
    ],
    [
      'a partial response',
      {
        fleet_agent_restarts_total: vector(
          [
            [at('alpha', 'planner'), 0],
            [at('beta', 'router'), 0],
          ],
          ['a store is away'],
        ),
      },
      'restarts',
      'restarts: partial data: a store is away',
    ],
    [
      'an error',
      { fleet_audit_risk_findings: { kind: 'error', fault: 'late', message: 'no whole answer within 10 s' } },
      'findings',
      'findings: no whole answer within 10 s',
    ],
    [
      'what is not a number',
      {
        fleet_agent_restarts_total: vector([
          [at('alpha', 'planner'), Number.NaN],
          [at('beta', 'router'), 0],
        ]),
      },
      'restarts',
      'restarts: nothing is known of planner on alpha',
    ],
  ];
  it.each(parts)('leaves out what came to %s, and says so', async (_what, changes, absent, why) => {
    const { baseline, missing } = await measured(changes);
    expect(missing).toEqual([why]);
    expect(baseline).not.toHaveProperty(absent);
    const { baseline: whole } = await measured({});
    expect({ ...whole, ...baseline }).toEqual(whole);
  });

  it('has no percentiles where nothing was probed', async () => {
    const { baseline } = await measured({ 'histogram_quantile(0.95,': vector([[{}, Number.NaN]]) });
    expect(baseline).not.toHaveProperty('probeSeconds');
  });

  it('of a Prometheus that is away says when it was asked, and nothing else', async () => {
    const away: Answer = { kind: 'error', fault: 'unreachable', message: 'no connection (ECONNREFUSED)' };
    const missing: string[] = [];
    const baseline = await measureBaseline({
      ask: async () => away,
      runbook: { success: [query], abort: [] },
      touches,
      parameters: new Map([['machine', 'alpha']]),
      now: () => 5,
      signal: new AbortController().signal,
      missing: (part) => missing.push(part),
    });
    expect(baseline).toEqual({ measuredAt: 5 });
    expect(missing).toHaveLength(6);
  });

  it('asks of no machine where nothing is touched', async () => {
    const { baseline, asked } = await measured({}, { touches: [] });
    expect(baseline).toEqual({ measuredAt: 1_795_341_600_000, queries: { 'agents-healthy': 54 } });
    expect(asked).toHaveLength(1);
  });

  it('asks for names as they are', async () => {
    const { asked } = await measured({}, { touches: [{ machine: 'a.b"+\\', agent: 'x' }] });
    expect(asked.join()).toContain(String.raw`machine=~"a\\.b\"\\+\\\\"`);
  });
});
