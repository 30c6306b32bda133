import type { Change, RollbackCause } from '../changes/model.js';
import type { Requested } from '../changes/rollback/request.js';
import type { RollbackAlert } from './alert.js';
import type { AlertWay, IdleResult, TriggerTally } from './tally.js';

/** What triggers need of the book of changes, which decides, also between processes. */
export interface RequestBook {
  /** All changes that are kept on this machine. */
  changes(): Promise<readonly Change[]>;
  requestRollback(changeId: string, cause: RollbackCause): Promise<Requested>;
}

export interface TriggerOptions {
  readonly book: RequestBook;
  readonly tally: TriggerTally;
  /** Called when a rollback was requested, so that it begins at once. */
  readonly wake: () => void;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/**
 * By how much the clock of Prometheus may be behind this machine's, in milliseconds: an alert that seems older than the
 * change still counts then. FleetClockSkew tells of 10 s, and needs 2 minutes to do so.
 */
const clockTolerance = 60_000;

/**
 * Turns alerts into requests for rollbacks. All that an alert decides is which of the changes kept here is meant: its
 * label must be the id of one, letter by letter. Its name goes into the journal, for people.
 */
export class RollbackTrigger {
  readonly #options: TriggerOptions;
  /** A look at the book that has not come back: who comes meanwhile shares it. */
  #look: Promise<readonly Change[]> | undefined;

  constructor(options: TriggerOptions) {
    this.#options = options;
  }

  /** Rejects where the book cannot be read or written: whoever sent the alerts should send them again. */
  async take(alerts: readonly RollbackAlert[], via: AlertWay): Promise<void> {
    if (alerts.length === 0) return;
    const changes = new Map((await this.#changes()).map((change) => [change.id, change]));
    for (const alert of latestOfEach(alerts)) {
      const result = await this.#request(alert, changes.get(alert.change), via);
      if (result !== 'requested') this.#options.tally.note(via, result);
      else this.#options.wake();
    }
  }

  async #request(
    { name, startsAt }: RollbackAlert,
    change: Change | undefined,
    via: AlertWay,
  ): Promise<'requested' | IdleResult> {
    if (change === undefined) return 'unknown';
    if (startsAt < change.begunAt - clockTolerance) return 'replayed';
    // The book keeps of a name what can be shown: one line of it, cut, and without credentials.
    const who = name === '' ? 'an alert without a name' : name;
    const result = await this.#options.book.requestRollback(change.id, { via, who, at: this.#options.now() });
    return result === 'not-open' ? 'not_open' : result;
  }

  #changes(): Promise<readonly Change[]> {
    this.#look ??= this.#options.book.changes().finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }
}

/** One alert of each change: the one that began last, as an older one may be of an earlier time. */
function latestOfEach(alerts: readonly RollbackAlert[]): Iterable<RollbackAlert> {
  const latest = new Map<string, RollbackAlert>();
  for (const alert of alerts) {
    const known = latest.get(alert.change);
    if (known === undefined || alert.startsAt > known.startsAt) latest.set(alert.change, alert);
  }
  return latest.values();
}
