import type { Change } from '../changes/model.js';
import { below, get } from '../http/get.js';
import { rollbackAction } from './alert.js';
import { readListing } from './notification.js';
import type { RollbackTrigger } from './rollbackTrigger.js';

export interface PollOptions {
  /** Of Alertmanager. */
  readonly url: string;
  readonly changes: () => Promise<readonly Change[]>;
  readonly trigger: RollbackTrigger;
  /** Told when asking fails, and when it works again (`undefined`); not each time. */
  readonly failing: (reason: string | undefined) => void;
  /** Between two looks. Default: 10. */
  readonly intervalSeconds?: number;
  /** For one answer. Default: 5. */
  readonly timeoutSeconds?: number;
}

/** Longest answer that is read, in bytes. An alert of ours takes 2 KiB. */
const answerBytes = 4 * 1024 * 1024;

/**
 * Asks Alertmanager for rollback alerts while a change is open, for the case that its webhook does not come through. What
 * is silenced or inhibited there is not asked for: it would not be sent either.
 */
export class AlertPoll {
  readonly #options: PollOptions;
  readonly #stopped = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #failure: string | undefined;

  constructor(options: PollOptions) {
    this.#options = options;
  }

  start(): void {
    const { intervalSeconds = 10 } = this.#options;
    this.#timer = setTimeout(() => {
      void this.look().finally(() => {
        if (!this.#stopped.signal.aborted) this.start();
      });
    }, intervalSeconds * 1000).unref();
  }

  stop(): void {
    this.#stopped.abort();
    clearTimeout(this.#timer);
  }

  /** One look. Never rejects. */
  async look(): Promise<void> {
    let failure: string | undefined;
    try {
      failure = await this.#look();
    } catch (error) {
      failure = `rollback alerts cannot be acted on: ${error instanceof Error ? error.message : error}`;
    }
    if (this.#stopped.signal.aborted || failure === this.#failure) return;
    this.#failure = failure;
    this.#options.failing(failure);
  }

  /** Why it did not work; `undefined` where it did, or where there is nothing to ask for. */
  async #look(): Promise<string | undefined> {
    const { changes, trigger, url, timeoutSeconds = 5 } = this.#options;
    const open = (await changes()).filter(({ state }) => state === 'active' || state === 'baking');
    if (open.length === 0) return undefined;
    const query = new URLSearchParams({ filter: `action="${rollbackAction}"`, silenced: 'false', inhibited: 'false' });
    const got = await get(below(url, `api/v2/alerts?${query}`), {
      milliseconds: timeoutSeconds * 1000,
      bytes: answerBytes,
      signal: this.#stopped.signal,
    });
    if (got.kind === 'none') return `Alertmanager cannot be asked: ${got.reason}`;
    if (got.status !== 200) return `Alertmanager answers with HTTP status ${got.status}`;
    const read = readListing(got.text);
    if (read.kind === 'malformed') return `Alertmanager answers with ${read.reason}`;
    // Those of changes that are kept elsewhere are for others to act on.
    const own = new Set(open.map(({ id }) => id));
    await trigger.take(
      read.alerts.filter(({ change }) => own.has(change)),
      'poll',
    );
    return undefined;
  }
}
