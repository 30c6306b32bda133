import { setTimeout as delay } from 'node:timers/promises';
import type { ChangeRecord } from '../record.js';
import type { Site } from '../site.js';
import { WorkStopped } from '../task/perform.js';
import type { Person, Progress } from '../task/workplace.js';
import type { RollbackLimits } from './limits.js';
import { type RolledBack, rollBack } from './rollBack.js';

export interface KeeperOptions {
  readonly limits: RollbackLimits;
  /** Seconds for a whole rollback. */
  readonly budgetSeconds: number;
  /** Milliseconds between two looks at the journal. */
  readonly beat: number;
  /** Told when a rollback begins or goes on by itself, and what became of it. */
  readonly report: (change: string, result: RolledBack | { readonly kind: 'error'; readonly error: unknown }) => void;
}

/** Milliseconds that an `apply` gets to give its step up. */
const patience = 10_000;
/** Milliseconds between two looks whether a person has done what an instruction says. */
const lookAgain = 2000;

/**
 * Rolls back what is requested, inside the exporter: from the journal alone, so that it goes on after a crash wherever
 * that happened.
 */
export class RollbackKeeper {
  readonly #site: Site;
  readonly #options: KeeperOptions;
  readonly #stop = new AbortController();
  readonly #underWay = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(site: Site, options: KeeperOptions) {
    this.#site = site;
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.wake(), this.#options.beat);
    this.wake();
  }

  /** Looks at the journal now: something was requested. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    this.#looking = this.#looking.then(() => this.#look()).catch((error) => this.#failed('', error));
  }

  /** Ends what is under way as a crash would: the next start goes on. Settles when nothing is written any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    await this.#looking;
    await Promise.all(this.#underWay.values());
  }

  /** Settles when all that was found by now is dealt with. */
  async settled(): Promise<void> {
    await this.#looking;
    await Promise.all(this.#underWay.values());
  }

  async #look(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const { book } = this.#site;
    await book.adoptRequests();
    for (const record of await book.changes()) {
      if (!isWanted(record) || this.#underWay.has(record.id)) continue;
      const work = this.#rollBack(record.id).finally(() => this.#underWay.delete(record.id));
      this.#underWay.set(record.id, work);
    }
  }

  async #rollBack(id: string): Promise<void> {
    const { limits, budgetSeconds, report } = this.#options;
    const attendance = { person: nobody, progress: silent };
    try {
      const order = { limits, budgetSeconds, patience, attendance, stop: this.#stop.signal };
      report(id, await rollBack(this.#site, id, order));
    } catch (error) {
      if (!(error instanceof WorkStopped)) this.#failed(id, error);
    }
  }

  #failed(id: string, error: unknown): void {
    this.#options.report(id, { kind: 'error', error });
  }
}

function isWanted({ state }: ChangeRecord): boolean {
  return state === 'rollback-requested' || state === 'rolling-back';
}

/** Where no person is asked, one may still do it: its verify says when. */
const nobody: Person = {
  async instruct(_task, _text, look, abort) {
    while (!(await look())) {
      await delay(lookAgain, undefined, { signal: abort }).catch(() => undefined);
      if (abort.aborted) return false;
    }
    return true;
  },
};

const silent: Progress = { begins: () => undefined, ended: () => undefined };
