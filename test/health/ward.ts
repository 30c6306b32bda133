import { vi } from 'vitest';
import type { Agent } from '../../src/fleet/model.js';
import type { Judgement } from '../../src/health/judge.js';
import type { Protocol, Route } from '../../src/health/route.js';
import type { Verdict } from '../../src/health/verdict.js';
import { HealthWatch, type Rhythm } from '../../src/health/watch.js';
import { agent } from './agents.js';
import { judgement, type Said, written } from './answers.js';

export const rhythm: Rhythm = { intervalSeconds: 30, retries: 3, retryDelaySeconds: 1 };
const firstRoute = 8200;

/** `count` agents named A0, A1, ... with health ports 8200, 8210, ... */
export function agents(count: number): Agent[] {
  return Array.from({ length: count }, (_, index) => agent(`A${index}`, { port: firstRoute - 1000 + 10 * index }));
}

interface Question {
  /** Milliseconds since the ward opened, by the monotonic clock. */
  readonly at: number;
  readonly agent: string;
  readonly route: string;
}

/** A watch over agents that answer as the test says, on a clock that the test turns. Needs fake timers. */
export class Ward {
  readonly questions: Question[] = [];
  readonly transitions: string[] = [];
  readonly overrides = new Map<string, Protocol>();
  readonly watch: HealthWatch;
  /** Milliseconds by which the wall clock has been set off. */
  wallClockOffset = 0;
  underWay = 0;
  mostUnderWay = 0;
  routeChanges = 0;
  /** Two questions to one agent at the same time. */
  overlaps = 0;
  readonly #opened = performance.now();
  readonly #busy = new Set<string>();
  #answer: (agent: string, route: string) => Said | Promise<Said> = () => 'own healthy';

  constructor(concurrency = 256) {
    this.watch = new HealthWatch({
      httpPortOffset: 1,
      concurrency,
      protocolOf: ({ name }) => this.overrides.get(name),
      ask: (asked, route) => this.#ask(asked, route),
      now: () => Date.now() + this.wallClockOffset,
      onTransition: ({ name }, before, after) => this.transitions.push(`${name} ${before.verdict} -> ${after.verdict}`),
      onRoute: () => this.routeChanges++,
    });
  }

  /** From now on agents answer so; a promise is an answer that takes its time. */
  answers(answer: (agent: string, route: string) => Said | Promise<Said>): void {
    this.#answer = answer;
  }

  verdict(name: string): Verdict {
    return this.watch.health(name).verdict;
  }

  askedAt(name: string): number[] {
    return this.questions.filter((question) => question.agent === name).map(({ at }) => at);
  }

  async #ask({ name }: Agent, route: Route): Promise<Judgement> {
    this.questions.push({ at: performance.now() - this.#opened, agent: name, route: written(route) ?? '' });
    if (this.#busy.has(name)) this.overlaps++;
    this.#busy.add(name);
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    const said = await this.#answer(name, written(route) ?? '');
    this.underWay--;
    this.#busy.delete(name);
    return judgement(said);
  }
}

/** An answer after `milliseconds`. */
export function later(milliseconds: number, said: Said): Promise<Said> {
  return new Promise((resolve) => setTimeout(() => resolve(said), milliseconds));
}

export function seconds(count: number): Promise<unknown> {
  return vi.advanceTimersByTimeAsync(count * 1000);
}
