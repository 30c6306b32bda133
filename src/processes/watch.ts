import type { Agent } from '../fleet/model.js';
import { type KernelClock, readKernelClock, startSeconds } from '../system/clock.js';
import { readOpenFileLimit } from '../system/limits.js';
import { countOpenFiles } from '../system/openFiles.js';
import type { ProcessStat } from '../system/processStat.js';
import { type AgentDrift, movedPorts, type ProcessDrift, unconfiguredProcesses } from './drift.js';
import { type AgentProcesses, agentAbove, processesByAgent, processesOf } from './lineage.js';
import { PortEvidence, type PortMatch } from './portEvidence.js';
import type { RestartCounter } from './restarts.js';
import { ProcessTable } from './table.js';

/** What the machine shows of one agent. */
export interface AgentView {
  readonly agent: Agent;
  /** Live processes that are the agent; 0 where it does not run, 2 and more where it was started twice. */
  readonly processes: number;
  readonly zombies: number;
  /** Run by another script than configured. */
  readonly drift: boolean;
  readonly restarts: number;
  readonly figures: Figures | undefined;
}

/** Figures of the agent's oldest process, in base units. What this user may not see is absent. */
export interface Figures {
  readonly startSeconds: number;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly threads: number;
  readonly openFiles: number | undefined;
  readonly openFileLimit: number | undefined;
}

export interface ProcessWatchOptions {
  readonly procRoot: string;
  /** Milliseconds of a clock that is never set. */
  readonly now: () => number;
  readonly restarts: RestartCounter;
}

/** `limits` hardly ever changes (prlimit(2)) and is dearer to read than all the rest. */
const limitMilliseconds = 60_000;
/** The wall clock may be set; the moment of boot, read from it, is looked up again. */
const clockMilliseconds = 60_000;
/** What a scan has found serves others for so long; scrapes make one every few seconds. */
const freshMilliseconds = 10_000;

/** Looks which processes are which agents, and how they fare. */
export class ProcessWatch {
  readonly #options: ProcessWatchOptions;
  readonly #table: ProcessTable;
  readonly #portEvidence: PortEvidence;
  readonly #limits = new Map<
    number,
    { readonly startTicks: number; readonly limit: number | undefined; readonly at: number }
  >();
  #agents: readonly Agent[] = [];
  #address = '127.0.0.1';
  #scannedAt = Number.NEGATIVE_INFINITY;
  #clock: { readonly value: KernelClock; readonly at: number } | undefined;
  #main = new Map<string, ProcessStat>();
  #scanning: Promise<AgentView[]> | undefined;

  constructor(options: ProcessWatchOptions) {
    this.#options = options;
    this.#table = new ProcessTable(options.procRoot, options.now);
    this.#portEvidence = new PortEvidence(options.procRoot, options.now);
  }

  /**
   * Watches these agents from now on.
   *
   * @param foreignRoots project roots of other machines, whose agents are none of this one's if they run beside them
   */
  setAgents(
    projectRoot: string,
    address: string,
    agents: readonly Agent[],
    foreignRoots: readonly string[] = [],
  ): void {
    this.#agents = agents;
    this.#address = address;
    this.#table.setAgents(projectRoot, agents, foreignRoots);
    this.#portEvidence.clear();
    this.#scannedAt = Number.NEGATIVE_INFINITY;
  }

  /** Processes that could not be identified for want of a permission. */
  get gaps(): number {
    return this.#table.gaps;
  }

  /** The agent that a process is or works for, also if it is younger than the last scan. */
  async agentOf(pid: number): Promise<string | undefined> {
    return agentAbove(await this.#table.look(pid), this.#table.processes);
  }

  /** The agent that each process is or works for, as of some seconds ago at most. */
  async agentPids(): Promise<ReadonlyMap<number, string>> {
    if (this.#options.now() - this.#scannedAt >= freshMilliseconds) await this.scan();
    const { processes } = this.#table;
    const pids = new Map([...this.#main].map(([agent, { pid }]) => [pid, agent]));
    for (const [pid, process] of processes) {
      const agent = agentAbove(process, processes);
      if (agent !== undefined) pids.set(pid, agent);
    }
    return pids;
  }

  /** Unix seconds at which the agent's oldest process began, as of the last scan; nothing where none runs. */
  startedAt(agent: string): number | undefined {
    const stat = this.#main.get(agent);
    const clock = this.#readClock();
    return stat === undefined || clock === undefined ? undefined : startSeconds(clock, stat.startTicks);
  }

  /** Whether a live process runs the agent's own script, as of the last scan. */
  runsByScript(agent: string): boolean {
    const pid = this.#main.get(agent)?.pid;
    return pid !== undefined && this.#table.get(pid)?.match?.evidence === 'script';
  }

  /** Agents whose process has ended since the last scan. Reads one small file an agent. */
  vanished(): string[] {
    const gone: string[] = [];
    for (const [agent, { pid, startTicks }] of this.#main) {
      const stat = this.#table.statOfAgent(pid);
      if (stat === 'denied') continue;
      if (stat === undefined || stat.startTicks !== startTicks || stat.state === 'zombie') {
        gone.push(agent);
        this.#main.delete(agent);
      }
    }
    return gone;
  }

  /** Everything there is to see, one view an agent, in the fleet's order. A scan under way serves all who ask. */
  scan(): Promise<AgentView[]> {
    this.#scanning ??= this.#scan().finally(() => {
      this.#scanning = undefined;
    });
    return this.#scanning;
  }

  /** How what runs differs from what is configured. */
  async drift(): Promise<ProcessDrift> {
    await this.scan();
    const agents = this.#agents.map((agent): AgentDrift => {
      const stat = this.#main.get(agent.name);
      const started = stat === undefined ? undefined : this.#table.get(stat.pid)?.started;
      return { agent, stat, ports: movedPorts(agent, started) };
    });
    return { agents, unconfigured: unconfiguredProcesses(this.#table.processes, this.#agents) };
  }

  async #scan(): Promise<AgentView[]> {
    for (;;) {
      const agents = this.#agents;
      const processes = await this.#table.scan();
      const byAgent = processesByAgent(processes);
      const absent = agents.filter(({ name }) => processesOf(byAgent, name).main.length === 0);
      const byPort = await this.#portEvidence.find(absent, this.#address, processes);
      // Where the fleet was read anew meanwhile, this would say of new agents that they do not run.
      if (agents === this.#agents) return this.#views(byAgent, byPort);
    }
  }

  #views(byAgent: ReadonlyMap<string, AgentProcesses>, byPort: ReadonlyMap<string, PortMatch>): AgentView[] {
    const clock = this.#readClock();
    this.#main = new Map();
    this.#scannedAt = this.#options.now();
    const views = this.#agents.map((agent) => {
      const found = processesOf(byAgent, agent.name);
      const ported = byPort.get(agent.name);
      const seen = found.main.length > 0 || ported === undefined ? found : { ...found, main: [ported] };
      return this.#view(agent, seen, clock);
    });
    this.#forgetLimits();
    return views;
  }

  #view(agent: Agent, { main, zombies }: AgentProcesses, clock: KernelClock | undefined): AgentView {
    const oldest = main[0];
    if (oldest !== undefined) {
      this.#main.set(agent.name, oldest.stat);
      this.#options.restarts.note(agent.name, oldest.stat.pid, oldest.stat.startTicks);
    }
    return {
      agent,
      processes: main.length,
      zombies,
      drift: main.some(({ match }) => match.drift),
      restarts: this.#options.restarts.restarts(agent.name),
      figures: oldest === undefined || clock === undefined ? undefined : this.#figures(oldest.stat, clock),
    };
  }

  #figures(stat: ProcessStat, clock: KernelClock): Figures {
    const openFiles = countOpenFiles(this.#options.procRoot, stat.pid);
    return {
      startSeconds: startSeconds(clock, stat.startTicks),
      cpuSeconds: (stat.userTicks + stat.systemTicks) / clock.ticksPerSecond,
      residentBytes: stat.residentPages * clock.pageBytes,
      threads: stat.threads,
      openFiles: openFiles === 'denied' ? undefined : openFiles,
      openFileLimit: this.#openFileLimit(stat),
    };
  }

  #openFileLimit({ pid, startTicks }: ProcessStat): number | undefined {
    const now = this.#options.now();
    const known = this.#limits.get(pid);
    if (known?.startTicks === startTicks && now - known.at < limitMilliseconds) return known.limit;
    const reading = readOpenFileLimit(this.#options.procRoot, pid);
    const limit = reading === 'denied' ? undefined : reading;
    this.#limits.set(pid, { startTicks, limit, at: now });
    return limit;
  }

  #forgetLimits(): void {
    const alive = new Set([...this.#main.values()].map(({ pid }) => pid));
    for (const pid of this.#limits.keys()) if (!alive.has(pid)) this.#limits.delete(pid);
  }

  #readClock(): KernelClock | undefined {
    const now = this.#options.now();
    if (this.#clock === undefined || now - this.#clock.at > clockMilliseconds) {
      const value = readKernelClock(this.#options.procRoot);
      this.#clock = value === undefined || value === 'denied' ? undefined : { value, at: now };
    }
    return this.#clock?.value;
  }
}
