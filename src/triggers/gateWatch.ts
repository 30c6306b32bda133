import type { Change } from '../changes/model.js';
import type { Gate } from '../gate/model.js';
import { type Ask, type GateRun, runGate } from '../gate/run.js';

export interface GateWatchOptions {
  readonly changes: () => Promise<readonly Change[]>;
  readonly ask: Ask;
  /** Values of the last good run of the runbook's gate, by the id of the query. */
  readonly lastGood: (
    change: Change,
    parameters: ReadonlyMap<string, string>,
  ) => Promise<Readonly<Record<string, number>>>;
  /** Keeps what a run came to, for the metrics. */
  readonly keep: (change: string, run: GateRun) => Promise<void>;
  /** Told of what keeps a gate from being run or its result from being kept. */
  readonly failed: (change: string, error: unknown) => void;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Resolves after so many milliseconds, or at once when the signal is aborted; never rejects. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Between two looks for changes that are open, in milliseconds. */
const beat = 5000;

/**
 * Runs the abort conditions of each open change over and over, as they must hold all the while. What they come to are
 * metrics: the rollback is started by the alert on these, which tells on-call, too.
 */
export class GateWatch {
  readonly #options: GateWatchOptions;
  readonly #stopped = new AbortController();
  /** Ends the watch over a change, by its id. */
  readonly #watched = new Map<string, AbortController>();

  constructor(options: GateWatchOptions) {
    this.#options = options;
  }

  /** Looks for open changes until it is stopped. */
  async run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await this.look().catch((error) => this.#options.failed('', error));
      await this.#options.sleep(beat, signal);
    }
  }

  stop(): void {
    this.#stopped.abort();
    for (const watch of this.#watched.values()) watch.abort();
  }

  /** Begins to watch what is open, and leaves what is open no more. */
  async look(): Promise<void> {
    const open = (await this.#options.changes()).filter((change) => this.#isWatched(change));
    const ids = new Set(open.map(({ id }) => id));
    for (const [id, watch] of this.#watched) if (!ids.has(id)) watch.abort();
    if (this.#stopped.signal.aborted) return;
    for (const change of open) if (!this.#watched.has(change.id)) void this.#watch(change);
  }

  #isWatched({ state, runbook, expiresAt }: Change): boolean {
    const isOpen = state === 'active' || state === 'baking';
    return isOpen && runbook.abort.length > 0 && expiresAt > this.#options.now();
  }

  async #watch(change: Change): Promise<void> {
    const watch = new AbortController();
    this.#watched.set(change.id, watch);
    try {
      while (!watch.signal.aborted) await this.#once(change, watch.signal);
    } finally {
      this.#watched.delete(change.id);
    }
  }

  async #once(change: Change, signal: AbortSignal): Promise<void> {
    const { ask, keep, lastGood, failed, now, sleep } = this.#options;
    const parameters = new Map([
      ...Object.entries(change.parameters),
      ['machine', change.machine],
      ['change', change.id],
    ]);
    try {
      const references = { baseline: change.baseline.queries, lastGood: await lastGood(change, parameters) };
      const run = await runGate(abortGate(change), { ask, parameters, references, now, sleep, signal });
      if (!run.interrupted) await keep(change.id, run);
    } catch (error) {
      failed(change.id, error);
    }
    // A gate that is through at once is not asked without end.
    await sleep(beat, signal);
  }
}

function abortGate({ runbook }: Change): Gate {
  return { id: `${runbook.id}-abort`, title: `${runbook.title}: what must hold all the while`, queries: runbook.abort };
}
