import type { ParsedDocument, Path } from '../document/parse.js';
import type { FilePlace } from '../finding.js';
import type { AgentEntry } from './agents.js';
import type { Agent, MachinePort, Places } from './model.js';

/** Line and column of an agent's fields, one after the other. */
type Positions = Int32Array;

/** Fields with a place of their own, before the dependencies. */
const fields = ['script_path', 'port', 'health_check_port'] as const;

/**
 * Notes where the fields of the agents stand. Only numbers are kept, as a tree of a large file takes a hundred times as
 * much, and an exporter holds its fleet for as long as it runs.
 */
export function notePlaces(
  document: ParsedDocument,
  agents: readonly Agent[],
  entries: readonly AgentEntry[],
  ports: readonly MachinePort[],
): Places {
  const noted = new Map<Agent, Positions>();
  for (const [index, agent] of agents.entries())
    noted.set(agent, positions(document, agent, entries[index]?.path ?? []));
  const root = document.placeOfValue([]);
  const ofPorts = new Map(ports.map(({ key }) => [key, document.placeOfValue([key])]));
  const at = (agent: Agent, field: number): FilePlace => {
    const line = noted.get(agent)?.[2 * field];
    const column = noted.get(agent)?.[2 * field + 1];
    return line === undefined || column === undefined
      ? agent.place
      : { kind: 'file', file: document.file, line, column };
  };
  return {
    file: () => root,
    machinePort: (key) => ofPorts.get(key) ?? root,
    scriptPath: (agent) => at(agent, fields.indexOf('script_path')),
    port: (agent, port) => at(agent, fields.indexOf(port)),
    dependency: (agent, index) => at(agent, fields.length + index),
  };
}

function positions(document: ParsedDocument, { dependencies }: Agent, path: Path): Positions {
  const steps: Path[] = [...fields.map((field) => [field]), ...dependencies.map((_, index) => ['dependencies', index])];
  return Int32Array.from(
    steps.flatMap((step) => {
      const { line, column } = document.placeOfValue([...path, ...step]);
      return [line, column];
    }),
  );
}

/** Any key of the top level that ends in `_port` and has a number. */
export function machinePortsIn(value: unknown): MachinePort[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, port]: [string, unknown]) =>
    key.endsWith('_port') && typeof port === 'number' ? [{ key, port }] : [],
  );
}
