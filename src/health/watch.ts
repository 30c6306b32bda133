import type { Agent } from '../fleet/model.js';
import { askAgain } from './askAgain.js';
import { type Ask, type Discovery, discover } from './discover.js';
import type { Judgement } from './judge.js';
import { afterProbe, type Health, needsRetry, unknownHealth } from './patient.js';
import { type Askable, fits, type Protocol, type Route, sameRoute } from './route.js';
import { Slots } from './slots.js';

/** When and how patiently agents are asked, in seconds. */
export interface Rhythm {
  readonly intervalSeconds: number;
  readonly retries: number;
  readonly retryDelaySeconds: number;
}

export interface WatchOptions {
  readonly httpPortOffset: number;
  /** Probes at the same time at most. */
  readonly concurrency: number;
  readonly protocolOf: (agent: Agent) => Protocol | undefined;
  /** Asks one agent once; never rejects. */
  readonly ask: (agent: Agent, route: Route) => Promise<Judgement>;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly onTransition: (agent: Agent, before: Health, after: Health) => void;
  /** Called when an agent's route has changed. */
  readonly onRoute: () => void;
}

/** Moments are milliseconds of the monotonic clock: the wall clock may be set at any time. */
interface Bed {
  agent: Agent;
  health: Health;
  timer: NodeJS.Timeout | undefined;
  /** When the next probe is due. */
  due: number;
  /** When something was learnt last. */
  learntAt: number;
  probing: boolean;
}

/** The program's own start is left out of the first interval. */
const startMilliseconds = 500;
/** A probe that takes its whole time may not make the verdict look stale. */
const maximumProbeMilliseconds = 60_000;

/**
 * Asks every agent in turn, each at its own moment of the interval, so that a fleet is never asked all at once. No
 * probe starts while the former to the same agent runs; the beat is skipped and counted.
 */
export class HealthWatch {
  readonly #options: WatchOptions;
  readonly #slots: Slots;
  readonly #beds = new Map<string, Bed>();
  #rhythm: Rhythm = { intervalSeconds: 30, retries: 3, retryDelaySeconds: 1 };
  #skipped = 0;
  #stopped = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#slots = new Slots(options.concurrency);
  }

  /** Beats that were left out because the former probe of the agent was still running. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Watches these agents from now on. What is known of an agent is kept while its name and ports stay the same. */
  setAgents(agents: readonly Agent[], rhythm: Rhythm, remembered: ReadonlyMap<string, Route>): void {
    this.#rhythm = rhythm;
    const names = new Set(agents.map((agent) => agent.name));
    for (const [name, bed] of this.#beds) {
      clearTimeout(bed.timer);
      if (!names.has(name)) this.#beds.delete(name);
    }
    const start = performance.now();
    const interval = rhythm.intervalSeconds * 1000;
    for (const [index, agent] of agents.entries()) {
      // Spread evenly over the interval. Who is watched already keeps its turn, however often the fleet is read anew.
      const due = start + startMilliseconds + (index / agents.length) * interval;
      const bed = this.#keep(agent) ?? this.#admit(agent, remembered.get(agent.name), due);
      bed.due = Math.min(bed.due, start + startMilliseconds + interval);
      this.#schedule(bed);
    }
  }

  /** What is known of an agent. Silence for three intervals counts as not having looked. */
  health(name: string): Health {
    const bed = this.#beds.get(name);
    if (bed === undefined) return unknownHealth;
    const { health, learntAt } = bed;
    const age = performance.now() - learntAt;
    const fresh = age <= 3 * this.#rhythm.intervalSeconds * 1000 + maximumProbeMilliseconds;
    if (health.verdict === 'unknown' || fresh) return health;
    return { ...health, verdict: 'unknown', reason: 'not looked for too long' };
  }

  /** All remembered routes by agent name. */
  routes(): Map<string, Route> {
    const routes = [...this.#beds].flatMap(([name, { health }]) =>
      health.route === undefined ? [] : ([[name, health.route]] as const),
    );
    return new Map(routes);
  }

  /** Asks an agent now: there is reason to believe that something has happened to it. */
  poke(name: string): void {
    const bed = this.#beds.get(name);
    if (bed !== undefined && this.#isWatched(bed) && !bed.probing) this.#probe(bed);
  }

  /** Asks an agent soon: what is known of it may explain another's failure. It keeps the time between two retries. */
  askSoon(name: string): void {
    const bed = this.#beds.get(name);
    if (bed === undefined || bed.probing) return;
    bed.due = Math.min(bed.due, Math.max(performance.now(), bed.learntAt + this.#rhythm.retryDelaySeconds * 1000));
    this.#schedule(bed);
  }

  /** Asks nobody any more, for good. What is known stays to be read. */
  stop(): void {
    this.#stopped = true;
    for (const bed of this.#beds.values()) clearTimeout(bed.timer);
  }

  #keep(agent: Agent): Bed | undefined {
    const known = this.#beds.get(agent.name);
    if (known === undefined || !samePorts(known.agent, agent)) return undefined;
    const { route } = known.health;
    if (route !== undefined && !fits(route, this.#askable(agent))) return undefined;
    known.agent = agent;
    return known;
  }

  #admit(agent: Agent, remembered: Route | undefined, due: number): Bed {
    const route = remembered !== undefined && fits(remembered, this.#askable(agent)) ? remembered : undefined;
    const health = { ...unknownHealth, route, rediscover: route === undefined };
    const bed: Bed = { agent, health, timer: undefined, due, learntAt: 0, probing: false };
    this.#beds.set(agent.name, bed);
    return bed;
  }

  #isWatched(bed: Bed): boolean {
    return !this.#stopped && this.#beds.get(bed.agent.name) === bed;
  }

  #schedule(bed: Bed): void {
    clearTimeout(bed.timer);
    if (!this.#isWatched(bed)) return;
    bed.timer = setTimeout(() => this.#beat(bed), Math.max(0, bed.due - performance.now()));
    bed.timer.unref();
  }

  #beat(bed: Bed): void {
    const interval = this.#rhythm.intervalSeconds * 1000;
    // Beats missed while the machine was held up are not made up for.
    bed.due = Math.max(bed.due + interval, performance.now() + interval / 2);
    if (bed.probing) this.#skipped++;
    else this.#probe(bed);
    this.#schedule(bed);
  }

  #probe(bed: Bed): void {
    bed.probing = true;
    void this.#examine(bed).finally(() => {
      bed.probing = false;
    });
  }

  async #examine(bed: Bed): Promise<void> {
    const { agent, health } = bed;
    let milliseconds = 0;
    const ask: Ask = (route) =>
      this.#slots.run(async () => {
        if (!this.#isWatched(bed)) return unasked;
        const started = performance.now();
        const judgement = await this.#options.ask(agent, route);
        milliseconds += performance.now() - started;
        return judgement;
      });
    const found = await this.#find(agent, health, ask);
    if (!this.#isWatched(bed)) return;
    const outcome = { ...found, seconds: milliseconds / 1000, timestamp: this.#options.now() / 1000 };
    bed.health = afterProbe(health, outcome, this.#rhythm.retries);
    if (found.judgement.verdict !== 'unknown') bed.learntAt = performance.now();
    if (bed.health.verdict !== health.verdict) this.#options.onTransition(agent, health, bed.health);
    if (!sameRoute(bed.health.route, health.route)) this.#options.onRoute();
    if (needsRetry(bed.health, found.judgement)) {
      bed.due = Math.min(bed.due, performance.now() + this.#rhythm.retryDelaySeconds * 1000);
      this.#schedule(bed);
    }
  }

  #find(agent: Agent, { route, rediscover }: Health, ask: Ask): Promise<Discovery> {
    const askable = this.#askable(agent);
    return route === undefined ? discover(askable, ask) : askAgain(askable, route, rediscover, ask);
  }

  #askable(agent: Agent): Askable {
    return {
      healthCheckPort: agent.healthCheckPort,
      httpPort: agent.healthCheckPort + this.#options.httpPortOffset,
      protocol: this.#options.protocolOf(agent),
    };
  }
}

const unasked: Judgement = { verdict: 'unknown', identity: 'unclaimed', reason: 'no longer watched' };

function samePorts(a: Agent, b: Agent): boolean {
  return a.port === b.port && a.healthCheckPort === b.healthCheckPort;
}
