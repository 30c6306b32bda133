import type { Agent } from '../../fleet/model.js';

/** What one entry of a list of dependencies means. */
export type Meaning =
  /** An agent, `to` in {@link DependencyGraph.agents}, of the own machine. */
  | { readonly kind: 'own'; readonly to: number }
  /** No agent of the own machine, but one of each of `machines`; `to` is that of the first. */
  | { readonly kind: 'other-machine'; readonly to: number; readonly machines: readonly string[] }
  | { readonly kind: 'self' }
  /** Said before, at `first` in the same list. */
  | { readonly kind: 'duplicate'; readonly first: number }
  | { readonly kind: 'unresolved' };

/** One entry of the list of dependencies of the agent `from`. */
export interface Dependency {
  readonly from: number;
  readonly index: number;
  readonly name: string;
  readonly meaning: Meaning;
}

/** Agent `from` needs agent `to`. `index` is the entry in its list of dependencies that says so. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly index: number;
}

/** Who needs whom, over all machines. Agents are known by their index in `agents`, which is the order of the files. */
export interface DependencyGraph {
  readonly agents: readonly Agent[];
  readonly dependencies: readonly Dependency[];
  readonly edges: readonly Edge[];
  /** For each agent, the edges to those it needs. */
  readonly needs: readonly (readonly Edge[])[];
  /** For each agent, the edges from those that need it. */
  readonly neededBy: readonly (readonly Edge[])[];
}

/** Builds the graph. A name that stands on several machines means the agent of the own one. */
export function dependencyGraph(agents: readonly Agent[]): DependencyGraph {
  const byName = new Map<string, number[]>();
  for (const [index, { name }] of agents.entries()) {
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [index]);
    else known.push(index);
  }
  const meaningOf = (agent: Agent, name: string): Meaning => {
    if (name === agent.name) return { kind: 'self' };
    const candidates = byName.get(name) ?? [];
    const own = candidates.find((candidate) => agents[candidate]?.machine === agent.machine);
    if (own !== undefined) return { kind: 'own', to: own };
    const [to] = candidates;
    if (to === undefined) return { kind: 'unresolved' };
    return { kind: 'other-machine', to, machines: candidates.map((candidate) => agents[candidate]?.machine ?? '') };
  };
  const dependencies = agents.flatMap((agent, from) => {
    const first = new Map<string, number>();
    return agent.dependencies.map((name, index): Dependency => {
      const earlier = first.get(name);
      if (earlier !== undefined) return { from, index, name, meaning: { kind: 'duplicate', first: earlier } };
      first.set(name, index);
      return { from, index, name, meaning: meaningOf(agent, name) };
    });
  });
  const edges = dependencies.flatMap(({ from, index, meaning }) =>
    'to' in meaning ? [{ from, to: meaning.to, index }] : [],
  );
  const needs: Edge[][] = agents.map(() => []);
  const neededBy: Edge[][] = agents.map(() => []);
  for (const edge of edges) {
    needs[edge.from]?.push(edge);
    neededBy[edge.to]?.push(edge);
  }
  return { agents, dependencies, edges, needs, neededBy };
}
