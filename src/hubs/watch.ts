import type { HubServers, HubSettings } from '../settingsHubs.js';
import type { HubAnswers } from './answers.js';
import { type HubCheck, hubChecks } from './check.js';
import { type FailureMemory, noFailures, rememberFailures } from './failures.js';
import { judgeHub } from './judge.js';
import type { CheckView, HubView } from './view.js';

export interface HubSource {
  readonly hub: HubServers;
  readonly settings: HubSettings;
  /** All machines of the fleet, by name. */
  readonly machines: readonly string[];
  /** Asks the servers of the hub. */
  ask(hub: HubServers, storeUrl: string | undefined, signal: AbortSignal): Promise<HubAnswers>;
  /** Unix time in milliseconds. */
  now(): number;
}

/** A look serves all who ask within so many milliseconds: whoever asks often costs the hub nothing. */
const sharedMilliseconds = 5000;

/** Watches the hub of this machine. */
export class HubWatch {
  readonly #source: HubSource;
  readonly #stopping = new AbortController();
  readonly #samples = new Map<string, number>();
  #failures: FailureMemory = noFailures;
  #checks: ReadonlyMap<HubCheck, CheckView> = new Map();
  #rulesEvaluatedAt = 0;
  #last: { readonly at: number; readonly view: Promise<HubView> } | undefined;

  constructor(source: HubSource) {
    this.#source = source;
  }

  /** How the hub is, as of 5 seconds ago at most. */
  look(): Promise<HubView> {
    const now = this.#source.now();
    if (this.#last === undefined || now - this.#last.at >= sharedMilliseconds || now < this.#last.at) {
      this.#last = { at: now, view: this.#look() };
    }
    return this.#last.view;
  }

  /** Ends a look under way. */
  stop(): void {
    this.#stopping.abort();
  }

  async #look(): Promise<HubView> {
    const { hub, settings, machines, ask, now } = this.#source;
    const answers = await ask(hub, settings.storeUrl, this.#stopping.signal);
    const lookedAt = now() / 1000;
    const metrics = 'heard' in answers.metrics ? answers.metrics.heard : undefined;
    this.#failures = rememberFailures(this.#failures, metrics, lookedAt);
    if (metrics !== undefined) {
      this.#rulesEvaluatedAt = Math.max(
        this.#rulesEvaluatedAt,
        ...metrics.groups.map(({ evaluatedAt }) => evaluatedAt),
      );
    }
    if ('heard' in answers.machines) {
      for (const [machine, { sampleAt = 0 }] of answers.machines.heard) {
        this.#samples.set(machine, Math.max(sampleAt, this.#samples.get(machine) ?? 0));
      }
    }
    const { freshnessSeconds } = settings;
    const judged = judgeHub(answers, this.#failures, { now: lookedAt, machines, freshnessSeconds });
    const checks = hubChecks.flatMap((check): CheckView[] => {
      const judgement = judged.get(check);
      if (judgement === undefined) return [];
      const before = this.#checks.get(check);
      return [{ check, ...judgement, since: before?.ok === judgement.ok ? before.since : lookedAt }];
    });
    this.#checks = new Map(checks.map((view) => [view.check, view]));
    return {
      lookedAt,
      isUp: checks.every(({ check, ok }) => ok || check === 'store_reachable'),
      checks,
      samples: machines.map((of) => ({ of, at: this.#samples.get(of) ?? 0 })),
      rulesEvaluatedAt: this.#rulesEvaluatedAt,
    };
  }
}
