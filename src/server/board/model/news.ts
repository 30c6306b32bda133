import type { CollectorStanding } from '../../../exposition/exposition.js';
import type { BoardSource } from '../source.js';

/**
 * What a part of the board is worth. `current`: as of its last beat. `late`: nobody has looked for three beats.
 * `failing`: the last look failed. `none`: nobody has looked yet. `off`: nobody is to look.
 */
export const standings = ['current', 'late', 'failing', 'none', 'off'] as const;
export type NewsStanding = (typeof standings)[number];

export interface News {
  readonly standing: NewsStanding;
  /** Unix seconds of the last good look; null where there was none. */
  readonly at: number | null;
  /** Why the last look failed. */
  readonly why: string | null;
}

/** Periods without a good look after which news is old; the exposition drops samples then, too. */
const stalePeriods = 3;

/** What is known through a collector is worth what its last run was worth. */
export function newsOf(source: Pick<BoardSource, 'collectors' | 'now'>, name: string): News {
  const collector = source.collectors().find((one) => one.name === name);
  return collector === undefined ? { standing: 'off', at: null, why: null } : newsFrom(collector, source.now());
}

/** `now`: Unix time in milliseconds. */
export function newsFrom(collector: CollectorStanding, now: number): News {
  const { success, lastSuccessTimestamp, runsWithScrapes, periodSeconds, failure = null } = collector;
  const at = lastSuccessTimestamp === 0 ? null : lastSuccessTimestamp;
  if (success) {
    const age = now / 1000 - lastSuccessTimestamp;
    // Nobody scrapes where there is no Prometheus: that is no fault of what runs with scrapes.
    const isLate = !runsWithScrapes && age > stalePeriods * periodSeconds;
    return { standing: isLate ? 'late' : 'current', at, why: null };
  }
  return failure === 'has not run yet'
    ? { standing: 'none', at, why: null }
    : { standing: 'failing', at, why: failure };
}
