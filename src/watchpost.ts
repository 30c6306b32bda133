import { setImmediate as nextTurn } from 'node:timers/promises';
import { Histogram } from 'prom-client';
import { type Candidate, type Endpoint, findEndpoints } from './discovery/endpoints.js';
import type { Finding } from './finding.js';
import { FleetKeeper } from './fleet/keeper.js';
import type { Agent, HealthChecks, Machine } from './fleet/model.js';
import { addressOf, askAgent } from './health/ask.js';
import { RouteMemory } from './health/memory.js';
import type { Health } from './health/patient.js';
import { isFailure } from './health/verdict.js';
import { HealthWatch } from './health/watch.js';
import { Inspection } from './inspection.js';
import { Network } from './network.js';
import type { ProcessDrift } from './processes/drift.js';
import { Listeners } from './processes/listeners.js';
import { RestartCounter } from './processes/restarts.js';
import { type PortStanding, standingOf } from './processes/standing.js';
import { type AgentView, ProcessWatch } from './processes/watch.js';
import type { Settings } from './settings.js';
import { Storage } from './storage.js';

/** What a watchpost reports as it happens, one call a transition. */
export interface WatchpostEvents {
  verdictChanged(agent: Agent, before: Health, after: Health): void;
  /** What has to outlive a restart was written, or could not be. */
  stateWritten(error?: unknown): void;
}

/** What a watchpost takes from outside. */
export interface Surroundings {
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Asks one agent once. */
  readonly ask: typeof askAgent;
}

/** An ended process is noticed this soon, without waiting for the next probe or scrape. */
const deathWatchMilliseconds = 3000;
const saveMilliseconds = 5000;
/** Agents that are looked at for metrics of their own before the event loop gets its turn. */
const agentsPerTurn = 100;

/** Milliseconds of a clock that nobody sets, for what is read anew after a while. */
const monotonic = () => performance.now();

/** All that watches one machine: its start-up files, its agents' health, its processes, their metrics. */
export class Watchpost {
  readonly durations: Histogram;
  readonly keeper: FleetKeeper;
  readonly storage: Storage;
  readonly inspection: Inspection;
  readonly network: Network;
  readonly #events: WatchpostEvents;
  readonly #health: HealthWatch;
  readonly #processes: ProcessWatch;
  readonly #restarts: RestartCounter;
  readonly #listeners: Listeners;
  readonly #memory: RouteMemory;
  #settings: Settings;
  #revision = 0;
  #machine: Machine | undefined;
  #endpoints: readonly Endpoint[] = [];
  #routesChanged = false;
  #saving = Promise.resolve();
  #timers: NodeJS.Timeout[] = [];

  constructor(settings: Settings, events: WatchpostEvents, surroundings: Partial<Surroundings> = {}) {
    const { now = Date.now, ask = askAgent } = surroundings;
    this.#settings = settings;
    this.#events = events;
    this.durations = new Histogram({
      name: 'fleet_probe_duration_seconds',
      help: 'Duration of probes.',
      labelNames: ['machine', 'protocol'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [],
    });
    this.keeper = new FleetKeeper(now);
    this.#memory = new RouteMemory(`${settings.stateDirectory}/routes.json`);
    this.#restarts = new RestartCounter(`${settings.stateDirectory}/restarts.json`);
    this.#listeners = new Listeners(settings.procRoot, monotonic);
    this.#processes = new ProcessWatch({ procRoot: settings.procRoot, now: monotonic, restarts: this.#restarts });
    this.inspection = new Inspection(this.name, now);
    const opensDerived = (agent: string) => this.inspection.isAdopted(agent);
    this.network = new Network(settings.procRoot, this.#listeners, this.#processes, opensDerived);
    this.storage = new Storage(settings, (pid) => this.#processes.agentOf(pid));
    this.#health = new HealthWatch({
      httpPortOffset: settings.health.httpPortOffset,
      concurrency: settings.health.concurrency,
      protocolOf: ({ name }) => this.#settings.agents[name]?.protocol,
      ask: (agent, route) =>
        ask(agent, this.#addressOf(agent), route, {
          machine: this.name,
          timeoutMs: this.healthChecks.timeoutSeconds * 1000,
          answerBytes: this.#settings.health.answerBytes,
          durations: this.durations,
          standing: (asked, port) => this.#standing(asked, port),
        }),
      now,
      onTransition: (agent, before, after) => {
        this.#askDependencies(agent, after);
        this.#events.verdictChanged(agent, before, after);
      },
      onRoute: () => {
        this.#routesChanged = true;
      },
    });
  }

  get name(): string {
    return this.#settings.machine.name;
  }

  get agents(): readonly Agent[] {
    return this.#machine?.agents ?? [];
  }

  get findings(): readonly Finding[] {
    return this.keeper.findings;
  }

  /** Another number after each load of settings and start-up files. */
  get revision(): number {
    return this.#revision;
  }

  get endpoints(): readonly Endpoint[] {
    return this.#endpoints;
  }

  /** Probes left out because the former one of the same agent was still running. */
  get skippedProbes(): number {
    return this.#health.skipped;
  }

  /** Processes that could not be identified for want of a permission. */
  get processGaps(): number {
    return this.#processes.gaps;
  }

  /** How often and how patiently agents are asked: the settings outrank the start-up file. */
  get healthChecks(): HealthChecks {
    const own = this.current.healthChecks;
    const { intervalSeconds, timeoutSeconds, retries } = this.#settings.health;
    return {
      intervalSeconds: intervalSeconds ?? own.intervalSeconds,
      timeoutSeconds: timeoutSeconds ?? own.timeoutSeconds,
      retries: retries ?? own.retries,
      startPeriodSeconds: own.startPeriodSeconds,
    };
  }

  /** The last good state of this machine. */
  get current(): Machine {
    if (this.#machine === undefined) throw new Error(`the start-up file of ${this.name} has not been loaded`);
    return this.#machine;
  }

  health(agent: string): Health {
    return this.#health.health(agent);
  }

  isScraped(agent: string): boolean {
    return this.#endpoints.some((endpoint) => endpoint.agent === agent);
  }

  /**
   * Reads the start-up files, of this machine and all others, and watches what they say. False if a file is broken;
   * its machine then stays as it was.
   */
  async load(settings: Settings): Promise<boolean> {
    this.#settings = settings;
    const sources = settings.machines.map(({ name, startupFile, agentsKey }) => ({ name, startupFile, agentsKey }));
    const variables = { ...process.env, ...settings.variables };
    const success = await this.keeper.load(sources, { variables, strict: settings.strict });
    this.#revision++;
    const machine = this.keeper.machine(this.name);
    if (machine === undefined) return false;
    this.#machine = machine;
    const { projectRoot, address } = settings.machine;
    const { intervalSeconds, retries } = this.healthChecks;
    const { retryDelaySeconds } = settings.health;
    const remembered = await this.#memory.load();
    const foreignRoots = settings.machines.filter(({ name }) => name !== this.name).map((other) => other.projectRoot);
    this.#processes.setAgents(projectRoot, address, machine.agents, foreignRoots);
    await this.inspection.follow(machine, this.keeper, settings);
    await this.network.follow(machine, settings);
    this.storage.logs.setAgents(machine.agents.map(({ name }) => name));
    this.storage.leaks.setFleet(settings, machine.agents);
    this.#health.setAgents(machine.agents, { intervalSeconds, retries, retryDelaySeconds }, remembered);
    return success;
  }

  async start(): Promise<void> {
    await this.#restarts.load();
    this.#timers = [
      setInterval(() => this.#lookForDeaths(), deathWatchMilliseconds),
      setInterval(() => void this.#save(), saveMilliseconds),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  /** False where a thread is caught in a file system that hangs, so that only a signal ends the process. */
  async stop(): Promise<boolean> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#save();
    this.#health.stop();
    const ended = await Promise.all([this.storage.stop(), this.inspection.stop()]);
    return ended.every((one) => one);
  }

  /** Unix seconds at which the agent's process began. */
  startedAt(agent: string): number | undefined {
    return this.#processes.startedAt(agent);
  }

  scanProcesses(): Promise<AgentView[]> {
    return this.#processes.scan();
  }

  /** How what runs differs from what is configured. */
  processDrift(): Promise<ProcessDrift> {
    return this.#processes.drift();
  }

  /** Looks for agents that expose metrics of their own, and keeps them for service discovery. */
  async findEndpoints(signal: AbortSignal): Promise<readonly Endpoint[]> {
    const candidates: Candidate[] = [];
    for (const [index, agent] of this.agents.entries()) {
      // With thousands of agents this takes a while, and nothing else should wait for it.
      if (index % agentsPerTurn === 0) await nextTurn();
      candidates.push(...(await this.#candidates(agent)));
    }
    const found = await findEndpoints(candidates, this.healthChecks.timeoutSeconds * 1000, signal);
    if (!signal.aborted) this.#endpoints = found;
    return found;
  }

  /** Only ports on which the agent is known to speak HTTP are asked for metrics. */
  async #candidates(agent: Agent): Promise<Candidate[]> {
    const host = this.#addressOf(agent);
    const override = this.#settings.agents[agent.name];
    const path = override?.metrics_path ?? '/metrics';
    if (override?.metrics_port !== undefined) return [{ agent, host, path, port: override.metrics_port, named: true }];
    const { route } = this.health(agent.name);
    const implicit = agent.healthCheckPort + this.#settings.health.httpPortOffset;
    const port = route?.protocol === 'http' ? route.port : route?.protocol === 'zeromq' ? implicit : undefined;
    if (port === undefined || (await this.#standing(agent, port)) === 'other') return [];
    return [{ agent, host, path, port, named: false }];
  }

  #addressOf(agent: Agent): string {
    return addressOf(agent, this.#settings.machine.address);
  }

  #standing(agent: Agent, port: number): Promise<PortStanding> {
    return standingOf(agent.name, this.#addressOf(agent), port, this.#listeners, this.#processes);
  }

  /** Whether a failure is the agent's own shows in those it depends on; what is known of them should be as fresh. */
  #askDependencies({ dependencies }: Agent, { verdict }: Health): void {
    if (isFailure(verdict)) for (const name of dependencies) this.#health.askSoon(name);
  }

  #lookForDeaths(): void {
    for (const agent of this.#processes.vanished()) this.#health.poke(agent);
  }

  /** One write at a time: a slow disk must not make an older state overtake a newer one. */
  #save(): Promise<void> {
    this.#saving = this.#saving.then(() => this.#write());
    return this.#saving;
  }

  async #write(): Promise<void> {
    const failures = (await Promise.allSettled([this.#restarts.save(), this.#saveRoutes()])).filter(
      (result) => result.status === 'rejected',
    );
    this.#events.stateWritten(failures[0]?.reason);
  }

  async #saveRoutes(): Promise<void> {
    if (!this.#routesChanged) return;
    this.#routesChanged = false;
    try {
      await this.#memory.save(this.#health.routes());
    } catch (error) {
      this.#routesChanged = true;
      throw error;
    }
  }
}
