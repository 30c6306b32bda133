import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockedCounts } from '../../../src/audits/graph/blocked.js';
import { components } from '../../../src/audits/graph/components.js';
import { cycles } from '../../../src/audits/graph/cycles.js';
import { type DependencyGraph, dependencyGraph } from '../../../src/audits/graph/graph.js';
import { startUp } from '../../../src/audits/graph/waves.js';

/** Any graph of up to a dozen agents. */
const graphs = fc.array(fc.array(fc.nat(11), { maxLength: 4 }), { maxLength: 12 }).map((needs) =>
  dependencyGraph(
    needs.map((indices, index) => ({
      ...{ machine: 'm', name: `A${index}`, dependencies: indices.map((to) => `A${to}`), group: 'g', required: true },
      ...{ scriptPath: 'a.py', host: undefined, port: 5000, healthCheckPort: 6000 },
      place: { kind: 'file' as const, file: 'f', line: 1, column: 1 },
    })),
  ),
);

/** Everything that an agent needs, directly or not. */
function reach({ needs }: DependencyGraph, from: number): Set<number> {
  const reached = new Set<number>();
  const open = [from];
  for (const agent of open) {
    for (const { to } of needs[agent] ?? []) {
      if (!reached.has(to)) open.push(to);
      reached.add(to);
    }
  }
  return reached;
}

describe('any graph', () => {
  it('has components of exactly those that need each other', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const { of } = components(graph);
        for (const a of graph.agents.keys()) {
          for (const b of graph.agents.keys()) {
            const together = a === b || (reach(graph, a).has(b) && reach(graph, b).has(a));
            expect(of[a] === of[b]).toBe(together);
          }
        }
      }),
    );
  });

  it('has cycles that are paths back to their start, at least one for each agent that needs itself', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const parts = components(graph);
        const found = cycles(graph, parts).cycles;
        for (const cycle of found) {
          for (const [index, { from, to }] of cycle.entries()) {
            expect(graph.needs[from]?.some((edge) => edge.to === to)).toBe(true);
            expect(cycle[(index + 1) % cycle.length]?.from).toBe(to);
          }
          expect(new Set(cycle.map(({ from }) => from)).size).toBe(cycle.length);
        }
        const tangles = new Set(found.map(([edge]) => parts.of[edge?.from ?? -1]));
        expect(tangles.size).toBe(parts.members.filter((members) => members.length > 1).length);
      }),
    );
  });

  it('starts every agent after all it needs, but those in or behind a cycle', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const { waves, inCycle, behindCycle } = startUp(graph, components(graph));
        const waveOf = new Map(waves.flatMap((wave, index) => wave.map((agent) => [agent, index])));
        for (const { from, to } of graph.edges) {
          const wave = waveOf.get(from);
          if (wave !== undefined) expect(waveOf.get(to)).toBeLessThan(wave);
        }
        expect([...waves.flat(), ...inCycle, ...behindCycle].sort((a, b) => a - b)).toEqual([...graph.agents.keys()]);
        for (const agent of inCycle) expect(reach(graph, agent).has(agent)).toBe(true);
        for (const agent of behindCycle) {
          expect([...reach(graph, agent)].some((needed) => inCycle.includes(needed))).toBe(true);
        }
      }),
    );
  });

  it('blocks as many agents as reach one', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const counts = blockedCounts(graph, components(graph));
        for (const agent of graph.agents.keys()) {
          const others = [...graph.agents.keys()].filter((other) => other !== agent && reach(graph, other).has(agent));
          expect(counts[agent]).toBe(others.length);
        }
      }),
    );
  });
});
