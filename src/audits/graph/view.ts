import type { Agent } from '../../fleet/model.js';
import { blockedCounts } from './blocked.js';
import { type Components, edgesOutsideCycles } from './components.js';
import { cycles } from './cycles.js';
import type { DependencyGraph } from './graph.js';
import { depths, startUp } from './waves.js';

/** An agent among those it needs and those that need it, on all machines. */
export interface AgentNeeds {
  readonly agent: Agent;
  /** Whom it needs directly, without those that need it in turn. */
  readonly needs: readonly Agent[];
  /** How many need it directly. */
  readonly dependents: number;
  /** How many cannot work without it, directly or through others. */
  readonly blocks: number;
  /** How many stand one behind the other in its longest chain of needs. */
  readonly depth: number;
  /** In which wave it can be started, the first is 1; nothing for an agent in a cycle or behind one. */
  readonly wave: number | undefined;
  readonly inCycle: boolean;
}

/** The dependencies of one machine's agents. */
export interface MachineNeeds {
  readonly agents: readonly AgentNeeds[];
  /** Cycles that are reported at an agent of this machine; over all machines each counts once. */
  readonly cycles: number;
}

/** How the agents of `machine` depend on others, and others on them. Takes a `turn` between steps. */
export async function machineNeeds(
  graph: DependencyGraph,
  parts: Components,
  machine: string,
  turn: () => Promise<unknown>,
): Promise<MachineNeeds> {
  const outside = new Set(edgesOutsideCycles(graph, parts));
  const deep = depths(graph, parts);
  await turn();
  const blocked = blockedCounts(graph, parts);
  await turn();
  const { waves, inCycle } = startUp(graph, parts);
  const waveOf = new Map(waves.flatMap((members, wave) => members.map((agent) => [agent, wave + 1] as const)));
  const circling = new Set(inCycle);
  await turn();
  const needsOf = (agent: Agent, index: number): AgentNeeds => ({
    agent,
    needs: (graph.needs[index] ?? []).flatMap((edge) => (outside.has(edge) ? (graph.agents[edge.to] ?? []) : [])),
    dependents: graph.neededBy[index]?.length ?? 0,
    blocks: blocked[index] ?? 0,
    depth: deep[index] ?? 0,
    wave: waveOf.get(index),
    inCycle: circling.has(index),
  });
  return {
    cycles: cyclesOf(machine, graph, parts),
    agents: graph.agents.flatMap((agent, index) => (agent.machine === machine ? [needsOf(agent, index)] : [])),
  };
}

/** A cycle belongs to the machine of the dependency that closes it, where it is found. */
function cyclesOf(machine: string, graph: DependencyGraph, parts: Components): number {
  const found = cycles(graph, parts);
  const closing = found.cycles.map((cycle) => graph.agents[cycle.at(-1)?.from ?? -1]?.machine);
  const listed = closing.filter((closedOn) => closedOn === machine).length;
  return listed + (closing.at(-1) === machine ? found.more : 0);
}
