import type { Agent } from '../fleet/model.js';
import { listPids } from '../system/pids.js';
import { type ProcessStat, readProcessStat } from '../system/processStat.js';
import { identify, type Match } from './identify.js';
import { indexScripts, type ScriptIndex } from './scripts.js';

/** A process that exists, and the agent it is, if any. */
export interface KnownProcess {
  readonly stat: ProcessStat;
  readonly match: Match | undefined;
}

interface Entry {
  stat: ProcessStat;
  match: Match | undefined;
  gap: boolean;
  /** Milliseconds of `now` at which it was last looked at. */
  identifiedAt: number;
}

/** A young process may still be the boot script's copy that is about to call execve(2). */
const youngMilliseconds = 5000;
/** Processes that are no agents are looked at again this often: pids are reused, programs replace themselves. */
const sweepMilliseconds = 60_000;

/**
 * All processes of the machine, and which of them are agents. A scan reads the statistics of agents every time; of
 * other processes only when they are new, and in a sweep once a minute.
 */
export class ProcessTable {
  readonly #procRoot: string;
  readonly #now: () => number;
  readonly #entries = new Map<number, Entry>();
  #agents: ReadonlyMap<string, Agent> = new Map();
  #index: ScriptIndex = new Map();
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(procRoot: string, now: () => number) {
    this.#procRoot = procRoot;
    this.#now = now;
  }

  setAgents(projectRoot: string, agents: readonly Agent[]): void {
    this.#agents = new Map(agents.map((agent) => [agent.name, agent]));
    this.#index = indexScripts(projectRoot, agents);
    this.#entries.clear();
  }

  /** Processes that could not be identified, for want of a permission. */
  get gaps(): number {
    let gaps = 0;
    for (const entry of this.#entries.values()) if (entry.gap) gaps++;
    return gaps;
  }

  get(pid: number): KnownProcess | undefined {
    return this.#entries.get(pid);
  }

  /** Everything that runs now. */
  async scan(): Promise<ReadonlyMap<number, KnownProcess>> {
    const now = this.#now();
    const sweep = now - this.#sweptAt >= sweepMilliseconds;
    if (sweep) this.#sweptAt = now;
    const pids = listPids(this.#procRoot);
    this.#forget(new Set(pids));
    const unidentified = pids.flatMap((pid) => (this.#refresh(pid, sweep, now) ? [pid] : []));
    await Promise.all(unidentified.map((pid) => this.#identify(pid, now)));
    return this.#entries;
  }

  #forget(alive: ReadonlySet<number>): void {
    for (const pid of this.#entries.keys()) if (!alive.has(pid)) this.#entries.delete(pid);
  }

  /** Reads the statistics where they matter; true if it has to be found out which agent this is. */
  #refresh(pid: number, sweep: boolean, now: number): boolean {
    const known = this.#entries.get(pid);
    const young = known !== undefined && now - known.identifiedAt < youngMilliseconds;
    if (known !== undefined && known.match === undefined && !sweep && !young) return false;
    const stat = readProcessStat(this.#procRoot, pid);
    if (stat === undefined || stat === 'denied') {
      this.#entries.delete(pid);
      return false;
    }
    if (known !== undefined && known.stat.startTicks === stat.startTicks) {
      const replaced = known.stat.command !== stat.command && stat.state !== 'zombie';
      known.stat = stat;
      return replaced || (known.match === undefined && young && stat.state !== 'zombie');
    }
    this.#entries.set(pid, { stat, match: undefined, gap: false, identifiedAt: now });
    return !isKernelThread(stat);
  }

  async #identify(pid: number, now: number): Promise<void> {
    const { match, gap } = await identify(this.#procRoot, pid, this.#index, this.#agents);
    const entry = this.#entries.get(pid);
    if (entry === undefined) return;
    entry.match = match;
    entry.gap = gap;
    // The age of the entry is kept while the process is young, so that "young" ends.
    if (now - entry.identifiedAt >= youngMilliseconds) entry.identifiedAt = now - youngMilliseconds;
  }
}

/** Kernel threads have no memory of their own; they have no command line either. */
function isKernelThread(stat: ProcessStat): boolean {
  return stat.virtualBytes === 0 && stat.state !== 'zombie';
}
