import { describe, expect, it } from 'vitest';
import type { MachineNeeds } from '../../../src/audits/graph/view.js';
import type { Verdict } from '../../../src/health/verdict.js';
import { fleetPart } from '../../../src/server/board/model/fleet.js';
import { agent, stagedBoard } from './stagedBoard.js';

/** `A: 'B'`: A needs B. Verdicts of who is not healthy. */
function causesOf(needs: Record<string, string | undefined>, verdicts: Record<string, Verdict>) {
  const agents = Object.keys(needs).map((name) => agent(name));
  const unneeded = { dependents: 0, blocks: 0, depth: 1, wave: 1, inCycle: false };
  const known: MachineNeeds = {
    cycles: 0,
    agents: agents.map((one) => {
      const needed = needs[one.name];
      const [machine = 'alpha', name = ''] = needed?.includes('/') ? needed.split('/') : ['alpha', needed];
      return { ...unneeded, agent: one, needs: needed === undefined ? [] : [agent(name, { machine })] };
    }),
  };
  const healths = Object.fromEntries(Object.entries(verdicts).map(([name, verdict]) => [name, { verdict }]));
  const { causes } = fleetPart(stagedBoard({ agents, healths, needs: known }).source);
  return Object.fromEntries(causes.map((cause) => [cause.agent, cause.followers]));
}

describe('where to begin', () => {
  it.each<[what: string, needs: Record<string, string | undefined>, verdicts: Record<string, Verdict>, causes: object]>(
    [
      ['nowhere, where all are up', { A: undefined, B: 'A' }, { B: 'degraded' }, {}],
      ['at the one that fails', { A: undefined, B: 'A' }, { B: 'hung' }, { B: [] }],
      ['at the needed one of two', { A: undefined, B: 'A' }, { A: 'refused', B: 'unhealthy' }, { A: ['B'] }],
      [
        'at the end of a chain',
        { A: undefined, B: 'A', C: 'B', D: 'C' },
        { A: 'refused', B: 'hung', C: 'unhealthy', D: 'imposter' },
        { A: ['B', 'C', 'D'] },
      ],
      [
        'in two places, where the chain is broken by one that is up',
        { A: undefined, B: 'A', C: 'B' },
        { A: 'refused', C: 'refused' },
        { A: [], C: [] },
      ],
      ['at an agent that only an agent of another machine could explain', { B: 'beta/A' }, { B: 'refused' }, { B: [] }],
      ['not at those of which nothing is known', { A: undefined, B: undefined }, { A: 'unknown', B: 'unverified' }, {}],
    ],
  )('is %s', (_what, needs, verdicts, causes) => {
    expect(causesOf(needs, verdicts)).toStrictEqual(causes);
  });

  it('is at every failing agent while dependencies are not known, and says so', () => {
    const agents = [agent('A'), agent('B')];
    const healths = { A: { verdict: 'refused' }, B: { verdict: 'hung' } } as const;
    const { causes, dependenciesKnown } = fleetPart(stagedBoard({ agents, healths }).source);
    expect({ causes: causes.length, dependenciesKnown }).toStrictEqual({ causes: 2, dependenciesKnown: false });
  });
});

describe('the agents', () => {
  it('stand worst first, and of equals the required ones', () => {
    const verdicts: Record<string, Verdict> = { B: 'degraded', C: 'refused', D: 'unknown', E: 'refused', F: 'hung' };
    const agents = ['A', 'B', 'C', 'D', 'E', 'F'].map((name) => agent(name, { required: name !== 'C' }));
    const healths = Object.fromEntries(Object.entries(verdicts).map(([name, verdict]) => [name, { verdict }]));
    const part = fleetPart(stagedBoard({ agents, healths }).source);
    expect(part.rows.map(({ name }) => name).join('')).toBe('ECFDBA');
    expect(part).toMatchObject({ agents: 6, up: 2, covered: 5, byVerdict: { refused: 2, hung: 1, healthy: 1 } });
  });
});
