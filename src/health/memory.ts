import { readJson, writeJson } from '../state/store.js';
import { protocols, type Route } from './route.js';

/**
 * Remembers over which route each agent was understood. It outlives the exporter: else, after a restart, a hung agent
 * would pass for one that never spoke.
 */
export class RouteMemory {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async load(): Promise<Map<string, Route>> {
    const content = await readJson(this.#file);
    if (typeof content !== 'object' || content === null) return new Map();
    return new Map(Object.entries(content).filter((entry): entry is [string, Route] => isRoute(entry[1])));
  }

  save(routes: ReadonlyMap<string, Route>): Promise<void> {
    return writeJson(this.#file, Object.fromEntries(routes));
  }
}

function isRoute(value: unknown): value is Route {
  if (typeof value !== 'object' || value === null) return false;
  const { protocol, port } = value as Partial<Record<keyof Route, unknown>>;
  return protocols.some((known) => known === protocol) && isPort(port);
}

function isPort(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536;
}
