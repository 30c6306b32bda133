import type { DependencyGraph, Edge } from './graph.js';

/** Agents that all need each other, directly or not: the members of a tangle of cycles, or a single agent. */
export interface Components {
  /** Members by component, those that are needed before those that need them. */
  readonly members: readonly (readonly number[])[];
  /** For each agent, the index of its component. */
  readonly of: readonly number[];
}

/**
 * The strongly connected components, after R. Tarjan, "Depth-first search and linear graph algorithms" (1972). Written
 * without recursion: a chain of 10,000 agents would overflow the stack.
 */
export function components({ agents, needs }: DependencyGraph): Components {
  const order: (number | undefined)[] = agents.map(() => undefined);
  const low = agents.map(() => 0);
  const of = agents.map(() => -1);
  const members: number[][] = [];
  const open: number[] = [];
  let clock = 0;

  const enter = (agent: number, path: Frame[]): void => {
    order[agent] = clock;
    low[agent] = clock;
    clock += 1;
    open.push(agent);
    path.push({ agent, next: 0 });
  };
  const close = (agent: number): void => {
    const component: number[] = [];
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      of[member] = members.length;
      component.push(member);
      if (member === agent) break;
    }
    members.push(component.sort((a, b) => a - b));
  };
  const lower = (agent: number, to: number): void => {
    low[agent] = Math.min(low[agent] ?? to, to);
  };

  for (const start of agents.keys()) {
    if (order[start] !== undefined) continue;
    const path: Frame[] = [];
    enter(start, path);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const { agent } = frame;
      const edge = needs[agent]?.[frame.next];
      frame.next += 1;
      if (edge !== undefined) {
        const seen = order[edge.to];
        if (seen === undefined) enter(edge.to, path);
        else if (of[edge.to] === -1) lower(agent, seen);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent.agent, low[agent] ?? 0);
      if (low[agent] === order[agent]) close(agent);
    }
  }
  return { members, of };
}

interface Frame {
  readonly agent: number;
  next: number;
}

/** The edges along which a failure can be traced to its cause: inside of a cycle every agent would be its own cause. */
export function edgesOutsideCycles({ edges }: DependencyGraph, { of }: Components): Edge[] {
  return edges.filter(({ from, to }) => of[from] !== of[to]);
}
