import type { Components } from './components.js';
import type { DependencyGraph, Edge } from './graph.js';

/** The edges of a cycle in order; the last one leads back to where the first one starts. */
export type Cycle = readonly Edge[];

export interface Cycles {
  readonly cycles: readonly Cycle[];
  /** Cycles among the same agents that are not listed. */
  readonly more: number;
}

/** Listed at most: a fleet in which everything needs everything has more cycles than anybody reads. */
const maximumCycles = 100;

/**
 * One cycle for each dependency that closes one in a depth-first walk; where none of these dependencies stood, there
 * would be no cycle. Each begins with the agent whose name comes first, so that it reads the same wherever it is met.
 */
export function cycles(graph: DependencyGraph, { members, of }: Components): Cycles {
  const found: Cycle[] = [];
  let more = 0;
  const done = new Set<number>();
  for (const component of members) {
    if (component.length < 2) continue;
    for (const start of component) {
      if (done.has(start)) continue;
      for (const closing of walk(graph, of, start, done)) {
        if (found.length < maximumCycles) found.push(closing());
        else more += 1;
      }
    }
  }
  return { cycles: found.map((cycle) => rotate(graph, cycle)), more };
}

/** Walks a component; gives for each edge that leads back into the path under way the cycle it closes. */
function* walk(
  { needs }: DependencyGraph,
  of: readonly number[],
  start: number,
  done: Set<number>,
): Generator<() => Cycle> {
  const path: Edge[] = [];
  const frames = [{ agent: start, next: 0 }];
  const depthOf = new Map([[start, 0]]);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const edge = needs[frame.agent]?.[frame.next];
    frame.next += 1;
    if (edge === undefined) {
      done.add(frame.agent);
      depthOf.delete(frame.agent);
      frames.pop();
      path.pop();
      continue;
    }
    if (of[edge.to] !== of[start] || done.has(edge.to)) continue;
    const depth = depthOf.get(edge.to);
    if (depth !== undefined) {
      yield () => [...path.slice(depth), edge];
      continue;
    }
    path.push(edge);
    depthOf.set(edge.to, frames.length);
    frames.push({ agent: edge.to, next: 0 });
  }
}

function rotate({ agents }: DependencyGraph, cycle: Cycle): Cycle {
  const nameOf = ({ from }: Edge) => agents[from]?.name ?? '';
  const first = cycle.reduce((best, edge, at) => {
    const current = cycle[best];
    return current !== undefined && nameOf(edge) < nameOf(current) ? at : best;
  }, 0);
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
