import type { Agent } from '../fleet/model.js';
import { readCommandLine } from '../system/commandLine.js';
import { type ProcessStat, readProcessStat } from '../system/processStat.js';
import type { Match } from './identify.js';
import { findPortOwners, portsOf } from './portOwners.js';
import { isPython } from './scripts.js';
import type { KnownProcess } from './table.js';

export interface PortMatch {
  readonly stat: ProcessStat;
  readonly match: Match;
}

/** Looking through the descriptors of all processes is the dearest way to recognise one, so it is taken rarely. */
const lookMilliseconds = 10_000;

/**
 * Recognises agents by the port they listen on, the last resort: one that runs under another command line, in a
 * container or below a server program. A process that is already known to be some agent is never taken for another.
 */
export class PortEvidence {
  readonly #procRoot: string;
  readonly #now: () => number;
  #found = new Map<string, PortMatch>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(procRoot: string, now: () => number) {
    this.#procRoot = procRoot;
    this.#now = now;
  }

  /** The processes that stand for the given agents, none of which was recognised in another way. */
  async find(
    agents: readonly Agent[],
    address: string,
    processes: ReadonlyMap<number, KnownProcess>,
  ): Promise<ReadonlyMap<string, PortMatch>> {
    if (agents.length === 0) return new Map();
    this.#refresh();
    if (this.#now() - this.#lookedAt < lookMilliseconds) return this.#found;
    this.#lookedAt = this.#now();
    const owners = await findPortOwners(this.#procRoot, address, portsOf(agents));
    this.#found = new Map();
    for (const agent of agents) {
      const pid = owners.get(agent.port) ?? owners.get(agent.healthCheckPort);
      if (pid === undefined || processes.get(pid)?.match !== undefined) continue;
      const stat = readProcessStat(this.#procRoot, pid);
      if (stat === undefined || stat === 'denied') continue;
      const argv = await readCommandLine(this.#procRoot, pid);
      const drift = Array.isArray(argv) && isPython(argv);
      this.#found.set(agent.name, { stat, match: { agent: agent.name, evidence: 'port', drift } });
    }
    return this.#found;
  }

  /** Brings what was found up to date, and drops what has gone. */
  #refresh(): void {
    for (const [agent, { stat, match }] of this.#found) {
      const current = readProcessStat(this.#procRoot, stat.pid);
      const same = current !== undefined && current !== 'denied' && current.startTicks === stat.startTicks;
      if (same && current.state !== 'zombie') this.#found.set(agent, { stat: current, match });
      else this.#found.delete(agent);
    }
  }
}
