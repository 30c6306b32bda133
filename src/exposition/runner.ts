import { setTimeout as delay } from 'node:timers/promises';
import type { Finding } from '../finding.js';
import type { Collector } from './collector.js';
import { newFindings } from './news.js';
import { Page } from './page.js';
import type { FamilyText } from './text.js';

/** Two scrapes closer than this share one run. */
const sharedRunMilliseconds = 1000;
/** A snapshot older than this many periods is dropped: old news must not pass for the present. */
const stalePeriods = 3;

/** What is known of a collector's runs. Times are Unix seconds, 0 where it never happened. */
export interface RunnerState {
  readonly success: boolean;
  readonly durationSeconds: number;
  readonly lastSuccessTimestamp: number;
  readonly findings: readonly Finding[];
  readonly skipped: number;
  /** Why the last run failed. */
  readonly failure: string | undefined;
}

export interface RunnerOptions {
  readonly periodSeconds: number;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Milliseconds since some fixed moment: ages and durations must not change when the wall clock is set. */
  readonly elapsed: () => number;
  /** Called when the outcome changes, not for each run. */
  readonly onTransition: (collector: string, failure: string | undefined) => void;
  /** Called with findings that the last good run did not have. */
  readonly onFindings: (findings: readonly Finding[]) => void;
}

/** Runs one collector: one run at a time, each with a deadline, each replacing the snapshot of the one before. */
export class CollectorRunner {
  readonly collector: Collector;
  readonly periodSeconds: number;
  readonly #options: RunnerOptions;
  #snapshot: Snapshot | undefined;
  #current: Promise<void> | undefined;
  #startedAt = Number.NEGATIVE_INFINITY;
  /** True until the collector itself has come back, also when nobody waits for it any more. */
  #busy = false;
  #over: AbortController | undefined;
  #stopped = false;
  #hasRun = false;
  #state: RunnerState = {
    success: false,
    durationSeconds: 0,
    lastSuccessTimestamp: 0,
    findings: [],
    skipped: 0,
    failure: 'has not run yet',
  };

  constructor(collector: Collector, options: RunnerOptions) {
    this.collector = collector;
    this.periodSeconds = options.periodSeconds;
    this.#options = options;
  }

  /** Whether a run has ended, well or not. */
  get hasRun(): boolean {
    return this.#hasRun;
  }

  get state(): RunnerState {
    return this.#state;
  }

  /** The families of the last good run, or nothing once they are too old. */
  snapshot(): readonly FamilyText[] {
    if (this.#snapshot === undefined) return [];
    const age = this.#options.elapsed() - this.#snapshot.takenAt;
    return age > stalePeriods * this.periodSeconds * 1000 ? [] : this.#snapshot.families;
  }

  /** Runs the collector, or joins the run that is under way or less than a second old. Never rejects. */
  run(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    const recent = this.#options.elapsed() - this.#startedAt < sharedRunMilliseconds;
    if (this.#current !== undefined && (recent || this.#busy)) {
      if (!recent) this.#state = { ...this.#state, skipped: this.#state.skipped + 1 };
      return this.#current;
    }
    this.#startedAt = this.#options.elapsed();
    this.#current = this.#runOnce();
    return this.#current;
  }

  /** Abandons the run under way, if any, and starts no other. */
  stop(): void {
    this.#stopped = true;
    this.#over?.abort();
  }

  async #runOnce(): Promise<void> {
    const revision = this.collector.revision?.();
    const outcome = this.#unchanged(revision) ?? (await this.#beforeDeadline(new Page(this.collector.families)));
    if (this.#stopped) return;
    const takenAt = this.#options.elapsed();
    const durationSeconds = (takenAt - this.#startedAt) / 1000;
    if ('failure' in outcome) {
      this.#settle({ ...this.#state, success: false, durationSeconds, failure: outcome.failure });
      return;
    }
    this.#snapshot = { families: outcome.families, takenAt, revision };
    const news = newFindings(this.#state.findings, outcome.findings);
    if (news.length > 0) this.#options.onFindings(news);
    this.#settle({
      ...this.#state,
      success: true,
      durationSeconds,
      lastSuccessTimestamp: this.#options.now() / 1000,
      findings: outcome.findings,
      failure: undefined,
    });
  }

  /** The last good run, if nothing that it depends on has changed. */
  #unchanged(revision: number | undefined): Outcome | undefined {
    const last = this.#snapshot;
    if (revision === undefined || last?.revision !== revision || !this.#state.success) return undefined;
    return { families: last.families, findings: this.#state.findings };
  }

  async #beforeDeadline(page: Page): Promise<Outcome> {
    const over = new AbortController();
    this.#over = over;
    this.#busy = true;
    const collected = this.#collect(page, over.signal).finally(() => {
      this.#busy = false;
    });
    const deadline = delay(this.collector.deadlineSeconds * 1000, undefined, { signal: over.signal }).then(
      () => ({ failure: `took longer than its ${this.collector.deadlineSeconds} s` }),
      () => ({ failure: 'was stopped' }),
    );
    const outcome = await Promise.race([collected, deadline]);
    over.abort();
    return outcome;
  }

  async #collect(page: Page, signal: AbortSignal): Promise<Outcome> {
    try {
      const findings = (await this.collector.collect({ page, signal })) ?? [];
      return { families: await page.render(), findings };
    } catch (error) {
      return { failure: error instanceof Error ? error.message : String(error) };
    }
  }

  #settle(next: RunnerState): void {
    const changed = !this.#hasRun || next.success !== this.#state.success;
    this.#hasRun = true;
    this.#state = next;
    if (changed) this.#options.onTransition(this.collector.name, next.failure);
  }
}

interface Snapshot {
  readonly families: readonly FamilyText[];
  /** Milliseconds of `elapsed`. */
  readonly takenAt: number;
  readonly revision: number | undefined;
}

type Outcome =
  | { readonly failure: string }
  | { readonly families: readonly FamilyText[]; readonly findings: readonly Finding[] };
