import type { Components } from './components.js';
import type { DependencyGraph } from './graph.js';

/** In which order agents can be started: those of a wave need only agents of earlier ones. All by index. */
export interface StartUp {
  readonly waves: readonly (readonly number[])[];
  /** Members of a cycle: there is no order for them. */
  readonly inCycle: readonly number[];
  /** Agents that need, directly or not, a member of a cycle. */
  readonly behindCycle: readonly number[];
}

/** Start-up waves over all machines. */
export function startUp({ agents, needs }: DependencyGraph, { members }: Components): StartUp {
  const waveOf: (number | 'none')[] = agents.map(() => 'none');
  const waves: number[][] = [];
  const inCycle: number[] = [];
  const behindCycle: number[] = [];
  // Components come with what is needed first: what an agent needs has its wave already.
  for (const component of members) {
    const [agent] = component;
    if (agent === undefined) continue;
    if (component.length > 1) {
      inCycle.push(...component);
      continue;
    }
    const before = (needs[agent] ?? []).map(({ to }) => waveOf[to] ?? 'none');
    if (before.includes('none')) {
      behindCycle.push(agent);
      continue;
    }
    const wave = before.reduce<number>(
      (latest, needed) => (needed === 'none' ? latest : Math.max(latest, needed + 1)),
      0,
    );
    waveOf[agent] = wave;
    const started = waves[wave];
    if (started === undefined) waves[wave] = [agent];
    else started.push(agent);
  }
  const inOrder = (list: number[]) => list.sort((a, b) => a - b);
  return { waves: waves.map(inOrder), inCycle: inOrder(inCycle), behindCycle: inOrder(behindCycle) };
}

/** For each agent, how many others stand one behind the other in its longest chain of needs; cycles count as one. */
export function depths({ needs }: DependencyGraph, { members, of }: Components): number[] {
  const depthOf: number[] = [];
  for (const [component, agents] of members.entries()) {
    let depth = 0;
    for (const { to } of agents.flatMap((agent) => needs[agent] ?? [])) {
      const needed = of[to] ?? component;
      if (needed !== component) depth = Math.max(depth, (depthOf[needed] ?? 0) + 1);
    }
    depthOf.push(depth);
  }
  return of.map((component) => depthOf[component] ?? 0);
}
