/** Ways on which alerts come in. */
export const alertWays = ['webhook', 'poll'] as const;
export type AlertWay = (typeof alertWays)[number];

/**
 * What came of a trigger that started nothing. `duplicate`: the rollback was requested before. `not_open`: the change is
 * over. `unknown`: no change of this machine. `replayed`: the alert is older than the change that it names.
 * `unauthorized`: without the token. `malformed`: not what Alertmanager writes.
 */
export const idleResults = ['duplicate', 'not_open', 'unknown', 'replayed', 'unauthorized', 'malformed'] as const;
export type IdleResult = (typeof idleResults)[number];

/** Counts triggers that started nothing, since the start of the process. Those that did are in the journal. */
export class TriggerTally {
  readonly #counts = new Map<string, number>();

  note(via: AlertWay, result: IdleResult): void {
    const key = `${via} ${result}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  count(via: AlertWay, result: IdleResult): number {
    return this.#counts.get(`${via} ${result}`) ?? 0;
  }
}
