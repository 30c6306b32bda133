import type { Agent } from '../fleet/model.js';
import type { Reading } from '../system/access.js';
import { OpenProcessStats } from '../system/openProcessStats.js';
import { listPids } from '../system/pids.js';
import { type ProcessStat, readProcessStat } from '../system/processStat.js';
import { scriptedAgents, weighClaim } from './claims.js';
import { identify, type Match } from './identify.js';
import type { KnownProcess } from './knownProcess.js';
import { isWorker } from './lineage.js';
import { indexScripts, type ScriptIndex } from './scripts.js';
import type { Started } from './started.js';

interface Entry {
  stat: ProcessStat;
  match: Match | undefined;
  workerOf: string | undefined;
  identified: Match | undefined;
  claim: string | undefined;
  started: Started | undefined;
  unconfigured: string | undefined;
  gap: boolean;
  /** Milliseconds of `now`. */
  readonly seenAt: number;
  /** It has been looked at when it was no longer young. */
  settled: boolean;
  /** The scripts among which its own was looked for. */
  index: ScriptIndex | undefined;
}

/** How closely to look: at what is known of it, at its statistics, or at its command line as well. */
type Look = 'known' | 'read' | 'identify';

/** A young process may still be the boot script's copy that is about to call execve(2), and is looked at once more. */
const youngMilliseconds = 5000;
/** Programs replace themselves, and pids are reused: all processes are looked through again this often. */
const sweepMilliseconds = 60_000;

/**
 * All processes of the machine, and which of them are agents. A scan reads the statistics of agents every time; of
 * other processes only when they are new, and in a sweep once a minute.
 */
export class ProcessTable {
  readonly #procRoot: string;
  readonly #now: () => number;
  readonly #entries = new Map<number, Entry>();
  /** Agents are read at every scan, and between scans to see whether they still live. */
  readonly #agentStats: OpenProcessStats;
  #agents: ReadonlyMap<string, Agent> = new Map();
  #index: ScriptIndex = indexScripts('/', []);
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(procRoot: string, now: () => number) {
    this.#procRoot = procRoot;
    this.#now = now;
    this.#agentStats = new OpenProcessStats(procRoot);
  }

  setAgents(projectRoot: string, agents: readonly Agent[], foreignRoots: readonly string[] = []): void {
    this.#agents = new Map(agents.map((agent) => [agent.name, agent]));
    this.#index = indexScripts(projectRoot, agents, foreignRoots);
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

  /** All processes, as of the last scan or look. */
  get processes(): ReadonlyMap<number, KnownProcess> {
    return this.#entries;
  }

  /** One process as it is now, also if it is younger than the last scan. */
  async look(pid: number): Promise<KnownProcess | undefined> {
    if (this.#refresh(pid, 'read')) {
      await this.#identify(pid);
      this.#weighClaims();
    }
    return this.#entries.get(pid);
  }

  /** Everything that runs now. */
  async scan(): Promise<ReadonlyMap<number, KnownProcess>> {
    for (;;) {
      const index = this.#index;
      await this.#scan();
      // Where the fleet was read anew meanwhile, what was found is about agents of yesterday.
      if (index === this.#index) return this.#entries;
    }
  }

  async #scan(): Promise<void> {
    const now = this.#now();
    const sweep = now - this.#sweptAt >= sweepMilliseconds;
    if (sweep) this.#sweptAt = now;
    const pids = listPids(this.#procRoot);
    const alive = new Set(pids);
    for (const pid of this.#entries.keys()) if (!alive.has(pid)) this.#entries.delete(pid);
    await Promise.all(
      pids.filter((pid) => this.#refresh(pid, sweep ? 'identify' : 'known')).map((pid) => this.#identify(pid)),
    );
    this.#weighClaims();
    for (const entry of this.#entries.values()) {
      if (isWorker(entry, this.#entries)) entry.workerOf = entry.match?.agent;
    }
    this.#agentStats.retain(this.#entries);
  }

  /** The statistics of an agent's process as they are now; nothing once it has ended. */
  statOfAgent(pid: number): Reading<ProcessStat> {
    return this.#agentStats.read(pid);
  }

  /** Reads the statistics where they matter; true if it has to be found out which agent this is. */
  #refresh(pid: number, look: Look): boolean {
    const known = this.#entries.get(pid);
    const indexed = known?.index === this.#index;
    if (indexed && known?.settled && known.match === undefined && look === 'known') return false;
    const stat = known?.match === undefined ? readProcessStat(this.#procRoot, pid) : this.#agentStats.read(pid);
    if (stat === undefined || stat === 'denied') {
      this.#entries.delete(pid);
      return false;
    }
    const identifiable = stat.state !== 'zombie' && !isKernelThread(stat);
    if (known === undefined || known.stat.startTicks !== stat.startTicks) {
      this.#entries.set(pid, newEntry(stat, this.#now(), identifiable ? undefined : this.#index));
      return identifiable;
    }
    const due = look === 'identify' || !known.settled;
    const replaced = known.stat.command !== stat.command;
    known.stat = stat;
    known.settled ||= this.#now() - known.seenAt >= youngMilliseconds;
    if (!identifiable) known.index = this.#index;
    return identifiable && (replaced || !indexed || (due && canChangeUnseen(known)));
  }

  async #identify(pid: number): Promise<void> {
    const entry = this.#entries.get(pid);
    if (entry === undefined) return;
    const index = this.#index;
    const { match, claim, started, unconfigured, gap } = await identify(this.#procRoot, pid, index, this.#agents);
    if (index !== this.#index) return;
    entry.index = index;
    entry.gap = gap;
    // An agent that cannot be looked into for a moment is still the agent.
    if (gap && entry.identified !== undefined && this.#agents.has(entry.identified.agent)) return;
    entry.identified = match;
    entry.claim = claim;
    entry.started = started;
    entry.unconfigured = unconfigured;
  }

  #weighClaims(): void {
    const scripted = scriptedAgents(this.#entries.values());
    for (const entry of this.#entries.values()) entry.match = weighClaim(entry, scripted);
  }
}

function newEntry(stat: ProcessStat, seenAt: number, index: ScriptIndex | undefined): Entry {
  return {
    stat,
    seenAt,
    index,
    settled: false,
    match: undefined,
    identified: undefined,
    claim: undefined,
    started: undefined,
    unconfigured: undefined,
    gap: false,
    workerOf: undefined,
  };
}

/** Kernel threads have no memory of their own; they have no command line either. */
function isKernelThread(stat: ProcessStat): boolean {
  return stat.virtualBytes === 0;
}

/** execve(2) renames a process after its file, so that only one interpreter can follow another without a new name. */
function canChangeUnseen({ stat, identified, gap }: Entry): boolean {
  return gap || identified !== undefined || /^(?:python|pypy)/.test(stat.command);
}
