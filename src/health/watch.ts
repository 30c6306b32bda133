import type { Agent } from '../fleet/model.js';
import { type Ask, type Askable, type Discovery, discover } from './discover.js';
import type { Judgement } from './judge.js';
import { afterProbe, type Health, needsRetry, unknownHealth } from './patient.js';
import { type Protocol, type Route, sameRoute } from './route.js';

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

interface Bed {
  agent: Agent;
  health: Health;
  timer: NodeJS.Timeout | undefined;
  /** When the next regular probe is due, in milliseconds of `now`. */
  due: number;
  probing: boolean;
}

/**
 * Asks every agent in turn, each at its own moment of the interval, so that a fleet is never asked all at once. No
 * probe starts while the former to the same agent runs; the beat is skipped and counted.
 */
export class HealthWatch {
  readonly #options: WatchOptions;
  readonly #beds = new Map<string, Bed>();
  readonly #waiting: (() => void)[] = [];
  #rhythm: Rhythm = { intervalSeconds: 30, retries: 3, retryDelaySeconds: 1 };
  #running = 0;
  #skipped = 0;
  #stopped = false;

  constructor(options: WatchOptions) {
    this.#options = options;
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
    const start = this.#options.now();
    for (const [index, agent] of agents.entries()) {
      const bed = this.#admit(agent, remembered.get(agent.name));
      // Spread evenly over the interval, the first half second left out for the program's own start.
      bed.due = start + 500 + (index / agents.length) * rhythm.intervalSeconds * 1000;
      this.#schedule(bed);
    }
  }

  /** What is known of an agent. Silence for three intervals counts as not having looked. */
  health(name: string): Health {
    const bed = this.#beds.get(name);
    if (bed === undefined) return unknownHealth;
    const { health } = bed;
    const age = this.#options.now() / 1000 - health.lastProbeTimestamp;
    if (health.lastProbeTimestamp === 0 || age <= 3 * this.#rhythm.intervalSeconds + maximumProbeSeconds) return health;
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
    if (bed !== undefined && !bed.probing) this.#probe(bed);
  }

  stop(): void {
    this.#stopped = true;
    for (const bed of this.#beds.values()) clearTimeout(bed.timer);
    this.#beds.clear();
  }

  #admit(agent: Agent, route: Route | undefined): Bed {
    const known = this.#beds.get(agent.name);
    if (known !== undefined && samePorts(known.agent, agent)) {
      known.agent = agent;
      return known;
    }
    const health = route === undefined ? unknownHealth : { ...unknownHealth, route, rediscover: false };
    const bed: Bed = { agent, health, timer: undefined, due: 0, probing: false };
    this.#beds.set(agent.name, bed);
    return bed;
  }

  #schedule(bed: Bed): void {
    if (this.#stopped || this.#beds.get(bed.agent.name) !== bed) return;
    clearTimeout(bed.timer);
    bed.timer = setTimeout(() => this.#beat(bed), Math.max(0, bed.due - this.#options.now()));
    bed.timer.unref();
  }

  #beat(bed: Bed): void {
    const interval = this.#rhythm.intervalSeconds * 1000;
    // After the machine has slept or the clock has jumped, missed beats are not made up for.
    bed.due = Math.max(bed.due + interval, this.#options.now() + interval / 2);
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
    await this.#enter();
    const { agent, health } = bed;
    const started = performance.now();
    const found = await this.#ask(bed).finally(() => this.#leave());
    if (this.#stopped || this.#beds.get(agent.name) !== bed) return;
    const seconds = (performance.now() - started) / 1000;
    const timestamp = this.#options.now() / 1000;
    bed.health = afterProbe(health, { ...found, seconds, timestamp }, this.#rhythm.retries);
    if (bed.health.verdict !== health.verdict) this.#options.onTransition(agent, health, bed.health);
    if (!sameRoute(bed.health.route, health.route)) this.#options.onRoute();
    if (needsRetry(bed.health, found.judgement)) {
      bed.due = Math.min(bed.due, this.#options.now() + this.#rhythm.retryDelaySeconds * 1000);
      this.#schedule(bed);
    }
  }

  async #ask({ agent, health }: Bed): Promise<Discovery> {
    const ask: Ask = (route) => this.#options.ask(agent, route);
    const { route } = health;
    if (route === undefined) return discover(this.#askable(agent), ask);
    const judgement = await ask(route);
    const works =
      judgement.verdict !== 'refused' && judgement.verdict !== 'invalid' && judgement.verdict !== 'imposter';
    if (!health.rediscover || (works && judgement.verdict !== 'unverified')) return { judgement, route };
    const found = await discover(this.#askable(agent), ask);
    // An agent that once spoke is never again taken at a mere connect, nor at the word of another.
    const worse = found.route === undefined || found.route.protocol === 'tcp' || found.judgement.verdict === 'imposter';
    return worse ? { judgement, route } : found;
  }

  #askable(agent: Agent): Askable {
    return {
      healthCheckPort: agent.healthCheckPort,
      httpPort: agent.healthCheckPort + this.#options.httpPortOffset,
      protocol: this.#options.protocolOf(agent),
    };
  }

  async #enter(): Promise<void> {
    if (this.#running >= this.#options.concurrency) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
  }

  /** Hands the place to the first who waits, else frees it. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running--;
    else next();
  }
}

/** A probe that takes its whole time may not make the verdict look stale. */
const maximumProbeSeconds = 60;

function samePorts(a: Agent, b: Agent): boolean {
  return a.port === b.port && a.healthCheckPort === b.healthCheckPort;
}
