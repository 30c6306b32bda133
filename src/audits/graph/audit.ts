import type { Finding } from '../../finding.js';
import type { Audit, AuditContext, AuditTable } from '../audit.js';
import { nearestNames } from '../nearestName.js';
import { blockedCounts } from './blocked.js';
import { type Components, components } from './components.js';
import { cycles } from './cycles.js';
import { GraphFindings, graphCodes } from './findings.js';
import { type Dependency, type DependencyGraph, dependencyGraph } from './graph.js';
import { startUp } from './waves.js';

/** Risk B: does every dependency lead to an agent, and is there an order in which all can be started? */
export const graphAudit: Audit = {
  name: 'graph',
  risk: 'B',
  codes: graphCodes,
  audit: (context) => {
    const graph = dependencyGraph(context.machines.flatMap(({ agents }) => agents));
    const parts = components(graph);
    const say = new GraphFindings(graph, context.machines);
    return {
      findings: [
        ...graph.dependencies.flatMap(dependencyJudge(graph, say, context)),
        ...graph.edges.flatMap((edge) =>
          graph.agents[edge.from]?.required === true && graph.agents[edge.to]?.required === false
            ? say.optional(edge)
            : [],
        ),
        ...cycleFindings(graph, parts, say),
      ],
      tables: [figures(graph, parts)],
    };
  },
};

function dependencyJudge(
  graph: DependencyGraph,
  say: GraphFindings,
  { settings, unread }: AuditContext,
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
  const blocked = blockedCounts(graph, parts);
  const most = blocked.reduce((best, count, agent) => (count > (blocked[best] ?? 0) ? agent : best), 0);
  const without = inCycle.length + behindCycle.length;
  return {
    title: 'dependencies',
    rows: [
      ['dependencies', `${graph.edges.length} between ${graph.agents.length} agents`],
      [
        'start-up',
        `${waves.length} waves${without === 0 ? '' : `; ${without} agents in or behind a circle have none`}`,
      ],
      ...((blocked[most] ?? 0) === 0
        ? []
        : [['most needed', `${graph.agents[most]?.name}: ${blocked[most]} agents cannot work without it`]]),
    ],
  };
}
