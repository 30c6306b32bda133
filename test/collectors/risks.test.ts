import { describe, expect, it } from 'vitest';
import type { ChangeState } from '../../src/changes/model.js';
import { type RisksSource, risksCollector } from '../../src/collectors/risks.js';
import { type Finding, type Risk, risks, type Severity } from '../../src/finding.js';
import type { Runbook } from '../../src/runbooks/model.js';
import type { JudgedCriterion } from '../../src/runbooks/phase0/model.js';
import { readRunbook } from '../../src/runbooks/reading/read.js';
import type { Standings } from '../../src/runbooks/standing/standing.js';
import { lookedBy } from '../../src/runbooks/standing/telling.js';
import { goodRunbook } from '../runbooks/goodRunbook.js';
import { collect } from './collect.js';

const allLooked = new Set<Risk>(risks);

function finding(risk: Risk, severity: Severity): Finding {
  const place = { kind: 'file', file: 'startup.yaml', line: 1, column: 1 } as const;
  return { code: 'port-twice', risk, severity, place, message: 'm', why: 'w', remedy: 'r' };
}

function change(risk: Risk, state: ChangeState, kind: Runbook['kind'] = 'risk') {
  const { runbook } = readRunbook('every-key.yaml', goodRunbook);
  if (runbook === undefined) throw new Error('the fixture has findings');
  return { runbook: { ...runbook, risk, kind }, state };
}

const run = (source: Partial<RisksSource> = {}) =>
  collect(
    risksCollector({
      machine: 'alpha',
      findings: () => [],
      looked: () => allLooked,
      changes: async () => [],
      criteria: () => [],
      ...source,
    }),
  );

/** The state that is 1, of each risk; fails where a risk has not exactly one. */
async function mitigations(source: Partial<RisksSource>): Promise<Record<string, string>> {
  const { samples } = await run(source);
  const ones = Object.entries(samples).flatMap(([series, value]) => {
    const [, risk = '', state = ''] = /^fleet_risk_mitigation risk=(\w) state=(\w+)$/.exec(series) ?? [];
    return risk !== '' && value === 1 ? [[risk, state] as const] : [];
  });
  expect(ones.map(([risk]) => risk)).toStrictEqual([...risks]);
  return Object.fromEntries(ones);
}

describe('open findings', () => {
  it('are counted for all eight risks, also where there are none', async () => {
    const findings = [finding('C', 'error'), finding('C', 'warning'), finding('C', 'info'), finding('H', 'warning')];
    const { samples } = await run({ findings: () => findings });
    for (const risk of risks) {
      expect(samples[`fleet_risk_open_findings risk=${risk}`]).toBe({ C: 2, H: 1 }[String(risk)] ?? 0);
    }
  });
});

describe('a risk', () => {
  const cases: [what: string, source: Partial<RisksSource>, mitigation: string][] = [
    ['is open while something is found', { findings: () => [finding('C', 'warning')] }, 'open'],
    ['is mitigated when nothing is found any more', {}, 'mitigated'],
    [
      'is mitigated while only something worth knowing is found',
      { findings: () => [finding('C', 'info')] },
      'mitigated',
    ],
    ['is open while nobody has looked', { looked: () => new Set<Risk>() }, 'open'],
    ['is in progress while a change is active', { changes: async () => [change('C', 'active')] }, 'in_progress'],
    [
      'is in progress also by a procedure',
      { changes: async () => [change('C', 'active', 'procedure')] },
      'in_progress',
    ],
    ['is in progress while it is taken back', { changes: async () => [change('C', 'rolling-back')] }, 'in_progress'],
    ['is in progress where that has failed', { changes: async () => [change('C', 'rollback-failed')] }, 'in_progress'],
    ['is baking', { changes: async () => [change('C', 'committed'), change('C', 'baking')] }, 'baking'],
    [
      'is what is found after the change',
      { changes: async () => [change('C', 'committed')], findings: () => [finding('C', 'error')] },
      'open',
    ],
    ['is no other risk', { changes: async () => [change('B', 'active')] }, 'mitigated'],
  ];
  it.each(cases)('%s', async (_what, source, mitigation) => {
    expect(await mitigations(source)).toMatchObject({ C: mitigation });
  });

  const hubsUnnamed = { looked: () => new Set(risks.filter((risk) => risk !== 'F')) };
  const ofHubs: [what: string, source: Partial<RisksSource>, mitigation: string][] = [
    ['is open where nobody looks and nothing was changed', hubsUnnamed, 'open'],
    [
      'is open after a mere procedure',
      { ...hubsUnnamed, changes: async () => [change('F', 'committed', 'procedure')] },
      'open',
    ],
    [
      'is mitigated by a finished change',
      { ...hubsUnnamed, changes: async () => [change('F', 'committed')] },
      'mitigated',
    ],
    ['is open when that is taken back', { ...hubsUnnamed, changes: async () => [change('F', 'rolled-back')] }, 'open'],
    ['is mitigated where hubs are looked at and are well', {}, 'mitigated'],
    [
      'is open where a hub is not well, whatever was changed',
      { findings: () => [finding('F', 'warning')], changes: async () => [change('F', 'committed')] },
      'open',
    ],
  ];
  it.each(ofHubs)('of the hubs %s', async (_what, source, mitigation) => {
    expect(await mitigations(source)).toMatchObject({ F: mitigation });
  });
});

describe('what is looked at', () => {
  it('is what all collectors of a risk have looked at', () => {
    expect([...lookedBy(new Set(['audits', 'ports', 'leaks']))]).toStrictEqual(['A', 'B', 'C', 'H']);
    expect([...lookedBy(new Set(['audits']))]).toStrictEqual(['A', 'B']);
    expect([...lookedBy(new Set())]).toStrictEqual([]);
  });
});

describe('criteria of phase 0', () => {
  it('are met or not, by how the risks stand; not measured is not met', async () => {
    let seen: Standings | undefined;
    const judged = (id: string, verdict: JudgedCriterion['verdict']): JudgedCriterion => {
      return { criterion: { id, title: 'T', evidence: { kind: 'rehearsals' } }, verdict, evidence: '' };
    };
    const { samples } = await run({
      findings: () => [finding('C', 'error')],
      looked: () => new Set<Risk>(['A']),
      criteria: (today) => {
        seen = today;
        return [judged('one', 'met'), judged('two', 'not-met'), judged('three', 'not-measured')];
      },
    });
    expect(samples).toMatchObject({
      'fleet_phase0_criterion criterion=one': 1,
      'fleet_phase0_criterion criterion=two': 0,
      'fleet_phase0_criterion criterion=three': 0,
    });
    expect(seen).toMatchObject({ A: { kind: 'done' }, B: { kind: 'unknown' }, C: { kind: 'open', findings: 1 } });
  });
});
