import { setTimeout as delay } from 'node:timers/promises';
import type { Registry } from 'prom-client';
import { cronPeriod } from '../cron.js';
import type { Finding, Risk } from '../finding.js';
import type { Collector } from './collector.js';
import { CollectorRunner, type RunnerOptions, type RunnerState } from './runner.js';
import { type Beat, cronBeat } from './schedule.js';
import { renderSelf, selfFamilies } from './self.js';
import { type FamilyText, type Format, renderFamilies, renderSamples } from './text.js';

/** Nominal distance of two scrapes; samples of collectors that run with scrapes live three times as long, in seconds. */
const scrapePeriodSeconds = 15;

export interface ExpositionOptions extends Omit<RunnerOptions, 'periodSeconds'> {
  readonly machine: string;
  /** The program's own long-lived counters and histograms. */
  readonly own: Registry;
}

/** How a collector fares. */
export interface CollectorStanding extends Omit<RunnerState, 'findings'> {
  readonly name: string;
  readonly risk: Risk | undefined;
  /** It runs when it is scraped, and at no other time. */
  readonly runsWithScrapes: boolean;
  readonly periodSeconds: number;
}

/** All collectors of one exporter, and the scrape that joins their snapshots. */
export class Exposition {
  readonly #options: ExpositionOptions;
  readonly #runners: readonly CollectorRunner[];
  readonly #beats: readonly Beat[];

  constructor(collectors: readonly Collector[], options: ExpositionOptions) {
    this.#options = options;
    refuseDoubles(collectors, options.own);
    this.#runners = collectors.map((collector) => {
      const { schedule } = collector;
      const periodSeconds = schedule === 'scrape' ? scrapePeriodSeconds : cronPeriod(schedule);
      return new CollectorRunner(collector, { ...options, periodSeconds });
    });
    this.#beats = this.#runners.flatMap((runner) => {
      const { schedule } = runner.collector;
      return schedule === 'scrape' ? [] : [cronBeat(schedule, () => runner.run())];
    });
  }

  /** Whether every collector that runs with scrapes has had its first run: scans in the background may take their time. */
  get hasRun(): boolean {
    return this.#runners.every((runner) => runner.collector.schedule !== 'scrape' || runner.hasRun);
  }

  /** Everything that the collectors have found wrong, as of the last good run of each. */
  get findings(): readonly Finding[] {
    return this.#runners.flatMap(({ state }) => state.findings);
  }

  /** Names of the collectors whose last run was good. */
  get succeeded(): ReadonlySet<string> {
    return new Set(this.#runners.flatMap(({ collector, state }) => (state.success ? [collector.name] : [])));
  }

  /** How each collector fares. */
  get standings(): readonly CollectorStanding[] {
    return this.#runners.map(({ collector: { name, risk, schedule }, periodSeconds, state }) => {
      const { findings: _findings, ...fares } = state;
      return { name, risk, runsWithScrapes: schedule === 'scrape', periodSeconds, ...fares };
    });
  }

  /** Runs these collectors now, out of turn. */
  async run(names: ReadonlySet<string>): Promise<void> {
    await Promise.all(this.#runners.filter(({ collector }) => names.has(collector.name)).map((runner) => runner.run()));
  }

  /** Starts the beats, and runs every collector once at once: a scan that runs hourly should not stay unknown for an hour. */
  start(): void {
    for (const beat of this.#beats) beat.start();
    for (const runner of this.#runners) void runner.run();
  }

  /** Stops the beats and abandons what runs. */
  async stop(): Promise<void> {
    for (const runner of this.#runners) runner.stop();
    await Promise.all(this.#beats.map((beat) => beat.stop()));
  }

  /**
   * One scrape, in blocks of bytes. Runs the cheap collectors and joins their samples with the others' snapshots; after `budgetSeconds` it
   * answers with what is there.
   */
  async scrape(format: Format, budgetSeconds: number): Promise<Buffer[]> {
    const cheap = this.#runners.filter((runner) => runner.collector.schedule === 'scrape');
    const timer = new AbortController();
    await Promise.race([
      Promise.all(cheap.map((runner) => runner.run())),
      delay(budgetSeconds * 1000, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
    const families = this.#runners.flatMap((runner) => runner.snapshot());
    const self = await renderSelf(this.#options.machine, this.#runners);
    return renderFamilies([...families, ...self, ...(await this.#ownFamilies())], format);
  }

  async #ownFamilies(): Promise<FamilyText[]> {
    const metrics = await this.#options.own.getMetricsAsJSON();
    return metrics.map(({ name, help, type, values }) => ({
      name,
      help,
      // prom-client's type declaration is an enum of numbers, its values are these words.
      type: String(type) as FamilyText['type'],
      samples: [Buffer.from(renderSamples(name, values))],
    }));
  }
}

/** A family in two places would be two headers on one page, which no scraper accepts. */
function refuseDoubles(collectors: readonly Collector[], own: Registry): void {
  const owners = new Map(selfFamilies.map(({ name }) => [name, 'the frame itself']));
  for (const { name } of own.getMetricsAsArray()) owners.set(name, 'the program itself');
  const names = new Set<string>();
  for (const { name, families } of collectors) {
    if (names.size === names.add(name).size) throw new Error(`two collectors are called ${name}`);
    for (const family of families) {
      const owner = owners.get(family.name);
      if (owner !== undefined) throw new Error(`${family.name} belongs to ${owner} and to the collector ${name}`);
      owners.set(family.name, `the collector ${name}`);
    }
  }
}
