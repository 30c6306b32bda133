import { describe, expect, it } from 'vitest';
import { blockedCounts } from '../../../src/audits/graph/blocked.js';
import { components, edgesOutsideCycles } from '../../../src/audits/graph/components.js';
import { cycles } from '../../../src/audits/graph/cycles.js';
import { dependencyGraph } from '../../../src/audits/graph/graph.js';
import { depths, startUp } from '../../../src/audits/graph/waves.js';
import type { Agent } from '../../../src/fleet/model.js';

/** Agents from lines such as `a/Planner: Registry Desk`; without a machine they are on `m`. */
function agentsOf(text: string): Agent[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', needs = ''] = line.trim().split(':');
      const [own = '', machine = 'm'] = name.split('/').reverse();
      return {
        ...{ machine, name: own, dependencies: needs.trim().split(' ').filter(Boolean), group: 'g', required: true },
        ...{ scriptPath: 'a.py', host: undefined, port: 5000, healthCheckPort: 6000 },
        place: { kind: 'file', file: 'f', line: 1, column: 1 },
      };
    });
}

function facts(text: string) {
  const graph = dependencyGraph(agentsOf(text));
  const parts = components(graph);
  const name = (index: number) => graph.agents[index]?.name ?? '';
  const { waves, inCycle, behindCycle } = startUp(graph, parts);
  const byName = (values: readonly number[]) => Object.fromEntries(values.map((value, index) => [name(index), value]));
  const found = cycles(graph, parts);
  return {
    graph,
    waves: waves.map((wave) => wave.map(name).join(' ')),
    inCycle: inCycle.map(name),
    behindCycle: behindCycle.map(name),
    cycles: found.cycles.map((cycle) => cycle.map(({ from }) => name(from)).join(' ')),
    moreCycles: found.more,
    depths: byName(depths(graph, parts)),
    blocked: byName(blockedCounts(graph, parts)),
    traced: edgesOutsideCycles(graph, parts).map(({ from, to }) => `${name(from)}-${name(to)}`),
  };
}

describe('a fleet without cycles', () => {
  const fleet = facts(`
    Display: Planner Registry
    Planner: Store
    Store: Registry
    Registry:
    Loner:
  `);

  it('starts in waves', () => {
    expect(fleet.waves).toEqual(['Registry Loner', 'Store', 'Planner', 'Display']);
  });

  it('has depths and a number of blocked agents for each', () => {
    expect(fleet.depths).toEqual({ Display: 3, Planner: 2, Store: 1, Registry: 0, Loner: 0 });
    expect(fleet.blocked).toEqual({ Display: 0, Planner: 1, Store: 2, Registry: 3, Loner: 0 });
  });

  it('knows who needs whom', () => {
    const registry = fleet.graph.agents.findIndex(({ name }) => name === 'Registry');
    expect(fleet.graph.neededBy[registry]?.map(({ from }) => from)).toEqual([0, 2]);
    expect(fleet.cycles).toEqual([]);
    expect(fleet.traced).toEqual(['Display-Planner', 'Display-Registry', 'Planner-Store', 'Store-Registry']);
  });
});

describe('a fleet with a cycle', () => {
  const fleet = facts(`
    Registry:
    C: A Registry
    A: B
    B: C
    Behind: A
    Free: Registry
  `);

  it('prints it once, from the first name in the alphabet', () => {
    expect(fleet.cycles).toEqual(['A B C']);
  });

  it('starts without its members and those behind them', () => {
    expect(fleet.waves).toEqual(['Registry', 'Free']);
    expect(fleet.inCycle).toEqual(['C', 'A', 'B']);
    expect(fleet.behindCycle).toEqual(['Behind']);
  });

  it('leaves the edges inside of it out of the search for causes', () => {
    expect(fleet.traced).toEqual(['C-Registry', 'Behind-A', 'Free-Registry']);
  });

  it('counts each member as blocked by the others', () => {
    expect(fleet.blocked).toMatchObject({ Registry: 5, A: 3, B: 3, C: 3, Behind: 0 });
  });
});

describe('names', () => {
  it('mean the agent of the own machine first', () => {
    const { agents, edges } = dependencyGraph(agentsOf('a/Hub:\na/X: Hub\nb/Hub:\nb/X: Hub'));
    expect(edges.map(({ from, to }) => [agents[from]?.machine, agents[to]?.machine])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
  });

  it('are told apart by what they mean', () => {
    const { dependencies } = dependencyGraph(agentsOf('a/X: X Y Y Z N\na/Y:\nb/Z:\nc/Z:'));
    expect(dependencies.map(({ meaning }) => meaning)).toEqual([
      { kind: 'self' },
      { kind: 'own', to: 1 },
      { kind: 'duplicate', first: 1 },
      { kind: 'other-machine', to: 2, machines: ['b', 'c'] },
      { kind: 'unresolved' },
    ]);
  });

  it('such as constructor and __proto__ are names like any other', () => {
    expect(facts('constructor: __proto__\n__proto__:').waves).toEqual(['__proto__', 'constructor']);
  });
});

describe('large graphs', () => {
  it('may be chains of any length', () => {
    const length = 20_000;
    const fleet = facts(Array.from({ length }, (_, index) => `A${index}: A${index + 1}`).join('\n'));
    expect(fleet.waves).toHaveLength(length);
    expect(fleet.blocked[`A${length - 1}`]).toBe(length - 1);
  });

  it('may be one circle', () => {
    const fleet = facts(Array.from({ length: 5000 }, (_, index) => `A${index}: A${(index + 1) % 5000}`).join('\n'));
    expect(fleet.cycles).toHaveLength(1);
    expect(fleet.inCycle).toHaveLength(5000);
  });

  it('list no more cycles than anybody reads, and count the others', () => {
    const names = Array.from({ length: 40 }, (_, index) => `A${index}`);
    const fleet = facts(
      names.map((name) => `${name}: ${names.filter((other) => other !== name).join(' ')}`).join('\n'),
    );
    expect(fleet.cycles).toHaveLength(100);
    // In a depth-first walk of a complete graph every edge that leads back closes a cycle: half of all edges.
    expect(fleet.moreCycles).toBe((40 * 39) / 2 - 100);
  });
});
