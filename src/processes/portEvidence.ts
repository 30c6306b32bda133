import type { Agent } from '../fleet/model.js';
import { readCommandLine } from '../system/commandLine.js';
import { type ProcessStat, readProcessStat } from '../system/processStat.js';
import type { Match } from './identify.js';
import type { KnownProcess } from './knownProcess.js';
import { agentAbove } from './lineage.js';
import { Listeners } from './listeners.js';
import { isPython } from './pythonCommand.js';

export interface PortMatch {
  readonly stat: ProcessStat;
  readonly match: Match;
}

/** Another look than at command lines is dear, so it is taken rarely. */
const lookMilliseconds = 10_000;

/**
 * Recognises agents by the port they listen on, the last resort: one that runs under another command line, in a
 * container or below a server program. A process that is already known to be some agent, or to work for one, is never
 * taken for another.
 */
export class PortEvidence {
  readonly #procRoot: string;
  readonly #now: () => number;
  #listeners: Listeners;
  #found = new Map<string, PortMatch>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(procRoot: string, now: () => number) {
    this.#procRoot = procRoot;
    this.#now = now;
    this.#listeners = new Listeners(procRoot, now);
  }

  /** Forgets what was found: ports may belong to other agents now. */
  clear(): void {
    this.#listeners = new Listeners(this.#procRoot, this.#now);
    this.#found = new Map();
    this.#lookedAt = Number.NEGATIVE_INFINITY;
  }

  /** The processes that stand for the given agents, none of which was recognised in another way. */
  async find(
    agents: readonly Agent[],
    address: string,
    processes: ReadonlyMap<number, KnownProcess>,
  ): Promise<ReadonlyMap<string, PortMatch>> {
    if (agents.length === 0) return new Map();
    if (this.#now() - this.#lookedAt >= lookMilliseconds) {
      this.#lookedAt = this.#now();
      this.#found = await this.#look(agents, address);
    }
    this.#refresh(processes);
    return this.#found;
  }

  async #look(agents: readonly Agent[], address: string): Promise<Map<string, PortMatch>> {
    const found = new Map<string, PortMatch>();
    for (const { name, port, healthCheckPort } of agents) {
      const pid =
        (await this.#listeners.ownerOf(address, port)) ?? (await this.#listeners.ownerOf(address, healthCheckPort));
      const stat = pid === undefined ? undefined : readProcessStat(this.#procRoot, pid);
      if (stat === undefined || stat === 'denied') continue;
      const argv = await readCommandLine(this.#procRoot, stat.pid);
      const drift = Array.isArray(argv) && isPython(argv);
      found.set(name, { stat, match: { agent: name, evidence: 'port', drift } });
    }
    return found;
  }

  /** Brings what was found up to date, and drops what has gone or turned out to be an agent by itself. */
  #refresh(processes: ReadonlyMap<number, KnownProcess>): void {
    for (const [agent, { stat, match }] of this.#found) {
      const current = readProcessStat(this.#procRoot, stat.pid);
      const same = current !== undefined && current !== 'denied' && current.startTicks === stat.startTicks;
      const other = agentAbove(processes.get(stat.pid), processes) !== undefined;
      if (same && !other && current.state !== 'zombie') this.#found.set(agent, { stat: current, match });
      else this.#found.delete(agent);
    }
  }
}
