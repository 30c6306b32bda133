import type { Finding } from '../../finding.js';
import type { Audit, AuditContext, AuditTable } from '../audit.js';
import { nearestNames } from '../nearestName.js';
import { blockedCounts } from './blocked.js';
import { type Components, components } from './components.js';
import { cycles } from './cycles.js';
import { GraphFindings, graphCodes } from './findings.js';
import { type Dependency, type DependencyGraph, dependencyGraph } from './graph.js';
import { depths, startUp } from './waves.js';

/** Risk B: does every dependency lead to an agent, and is there an order in which all can be started? */
export const graphAudit: Audit = {
  name: 'graph',
  risk: 'B',
  codes: graphCodes,
  audit: (context) => {
    const graph = dependencyGraph(context.machines.flatMap(({ agents }) => agents));
    const parts = components(graph);
    return { findings: graphFindings(graph, parts, context), tables: [figures(graph, parts)] };
  },
};

/** What is wrong with the dependencies of a graph that is at hand. */
export function graphFindings(
  graph: DependencyGraph,
  parts: Components,
  context: Omit<AuditContext, 'files'>,
): Finding[] {
  const say = new GraphFindings(graph, context.machines);
  return [
    ...graph.dependencies.flatMap(dependencyJudge(graph, say, context)),
    ...graph.edges.flatMap((edge) =>
      graph.agents[edge.from]?.required === true && graph.agents[edge.to]?.required === false ? say.optional(edge) : [],
    ),
    ...cycleFindings(graph, parts, say),
  ];
}

function dependencyJudge(
  graph: DependencyGraph,
  say: GraphFindings,
  { settings, unread }: Omit<AuditContext, 'files'>,
): (dependency: Dependency) => Finding[] {
  const nearest = nearestNames();
  const names = [...new Set(graph.agents.map(({ name }) => name))];
  const nearestOther = ({ from, name }: Dependency) =>
    nearest(name, () => names.filter((other) => other !== graph.agents[from]?.name));
  return (dependency) => {
    const { meaning, name } = dependency;
    switch (meaning.kind) {
      case 'own':
        return [];
      case 'self':
        return say.self(dependency);
      case 'duplicate':
        return say.duplicate(dependency);
      case 'other-machine': {
        const isShared = meaning.machines.some((machine) => settings.sharedAgents.has(`${machine}/${name}`));
        return say.otherMachine(dependency, meaning.machines, isShared);
      }
      case 'unresolved':
        // It may be an agent of a machine of which nothing is known.
        return unread.length > 0 ? [] : say.unresolved(dependency, nearestOther(dependency));
    }
  };
}

function cycleFindings(graph: DependencyGraph, parts: Components, say: GraphFindings): Finding[] {
  const found = cycles(graph, parts);
  const last = found.cycles.at(-1);
  return [
    ...found.cycles.flatMap((cycle) => say.cycle(cycle)),
    ...(last === undefined || found.more === 0 ? [] : say.moreCycles(last, found.more)),
  ];
}

function figures(graph: DependencyGraph, parts: Components): AuditTable {
  const { waves, inCycle, behindCycle } = startUp(graph, parts);
  const without = inCycle.length + behindCycle.length;
  const most = (title: string, counts: readonly number[], said: (count: number) => string): string[][] => {
    const count = counts.reduce((largest, each) => Math.max(largest, each), 0);
    return count === 0 ? [] : [[title, `${graph.agents[counts.indexOf(count)]?.name}: ${said(count)}`]];
  };
  return {
    title: 'dependencies',
    rows: [
      ['dependencies', `${graph.edges.length} between ${graph.agents.length} agents`],
      [
        'start-up',
        `${waves.length} waves${without === 0 ? '' : `; ${without} agents in or behind a circle have none`}`,
      ],
      ...most('deepest', depths(graph, parts), (depth) => `a chain of ${depth} must run before it`),
      ...most(
        'most wanted',
        graph.neededBy.map((edges) => edges.length),
        (count) => `needed directly by ${count}`,
      ),
      ...most('most needed', blockedCounts(graph, parts), (count) => `${count} agents cannot work without it`),
    ],
  };
}
