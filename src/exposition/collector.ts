import type { CronExpression } from '../cron.js';
import type { Finding, Risk } from '../finding.js';
import type { Family } from './family.js';
import type { Page } from './page.js';

/** One question asked of the machine. */
export interface Collector {
  /** Names the collector in metrics, settings and logs. */
  readonly name: string;
  readonly risk?: Risk;
  /** `scrape`: cheap, runs for each scrape. Else a cron expression, seconds first. */
  readonly schedule: 'scrape' | CronExpression;
  /** Seconds after which a run is abandoned. */
  readonly deadlineSeconds: number;
  /** All families it may export; a family belongs to one collector. */
  readonly families: readonly Family[];
  /**
   * Stands for all that the samples depend on, where that is little and seldom changes: while it is the same as at the
   * last good run, that run's samples are served again.
   */
  readonly revision?: () => number;
  /** Fills a fresh page. Whatever it throws is this collector's failure alone. */
  collect(run: Run): Promise<readonly Finding[] | undefined>;
}

/** What a collector is given for one run. */
export interface Run {
  readonly page: Page;
  /** Aborted when the run is over, at its deadline at the latest: nobody waits for the result any more. */
  readonly signal: AbortSignal;
}
