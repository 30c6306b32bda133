import { type ParsedDocument, type Path, parseYaml } from '../document/parse.js';
import { agentEntries } from '../fleet/agents.js';
import type { Agent, Machine } from '../fleet/model.js';
import type { Places } from './machine.js';

interface Lookup {
  readonly document: ParsedDocument;
  readonly paths: ReadonlyMap<Agent, Path>;
}

/**
 * Finds places in the text of a start-up file. The text is parsed again with the first question: a fleet without
 * findings, which is what an exporter watches nearly always, pays neither time nor memory for places.
 */
export function placesIn(machine: Machine, text: string, agentsKey: string | undefined): Places {
  let lookup: Lookup | undefined;
  const look = (): Lookup => {
    lookup ??= lookupIn(machine, text, agentsKey);
    return lookup;
  };
  const placeOf = (agent: Agent, ...steps: Path) => {
    const { document, paths } = look();
    const path = paths.get(agent);
    return path === undefined ? agent.place : document.placeOfValue([...path, ...steps]);
  };
  return {
    file: () => look().document.placeOfValue([]),
    machinePort: (key) => look().document.placeOfValue([key]),
    scriptPath: (agent) => placeOf(agent, 'script_path'),
    port: (agent, port) => placeOf(agent, port),
    dependency: (agent, index) => placeOf(agent, 'dependencies', index),
  };
}

/** Variables stand in values only: entries and agents come in the same order with and without them. */
function lookupIn(machine: Machine, text: string, agentsKey: string | undefined): Lookup {
  const document = parseYaml(machine.startupFile, text, { version: '1.1' });
  const entries = agentEntries(document.value, agentsKey);
  const paths = new Map<Agent, Path>();
  for (const [index, agent] of machine.agents.entries()) paths.set(agent, entries[index]?.path ?? []);
  return { document, paths };
}
