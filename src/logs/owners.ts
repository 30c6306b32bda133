/** Whose log file it is, by its name. */
export interface Owned {
  readonly agent: string;
  /** A former log, put aside. */
  readonly rotated: boolean;
}

const delimiter = /[._-]/g;
const packed = /\.(?:gz|bz2|xz|zst|lz4)$/;
/** At the end a number or a date, as logrotate(8) and Python's handlers put it; or `.1.log`; or old by name. */
const putAside = /[._-]\d[\d._:T-]*$|\.\d{1,3}\.[a-z]+$|\.(?:old|bak)$/;

/** Knows agents by the names of their log files. */
export class LogOwners {
  readonly #byName = new Map<string, string>();

  /** @param agents names of agents; where two differ in case only, files in lower case belong to the first */
  constructor(agents: readonly string[]) {
    for (const agent of agents) {
      const lower = agent.toLowerCase();
      if (!this.#byName.has(lower)) this.#byName.set(lower, agent);
    }
    for (const agent of agents) this.#byName.set(agent, agent);
  }

  /**
   * The agent whose name, or name in lower case, a path in the log directory begins with: `Planner.log`,
   * `planner.log.2.gz`, `Planner-errors.log`, `Planner/today.log`. Of several agents the longest name counts.
   */
  ownerOf(path: string): Owned | undefined {
    const [first = '', ...below] = path.split('/');
    const lengths = [...first.matchAll(delimiter)].map(({ index }) => index);
    for (const length of [first.length, ...lengths.reverse()]) {
      const name = first.slice(0, length);
      const agent = this.#byName.get(name) ?? this.#byName.get(name.toLowerCase());
      if (agent === undefined) continue;
      const rest = below.length === 0 ? first.slice(length) : (below.at(-1) ?? '');
      return { agent, rotated: isRotated(rest) };
    }
    return undefined;
  }
}

/** Whether a log's name says that it was put aside. A date before `.log` is the agent's own way of naming: it is in use. */
export function isRotated(name: string): boolean {
  return isPacked(name) || putAside.test(name);
}

/** Whether a file is packed: whoever writes it is packing it. */
export function isPacked(name: string): boolean {
  return packed.test(name);
}
