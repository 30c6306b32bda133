import { readJson, writeJson } from '../state/store.js';

/** Which process an agent was last, and how often it has been another one. */
interface Life {
  readonly pid: number;
  readonly startTicks: number;
  readonly restarts: number;
}

/**
 * Counts restarts of agents by a change of pid or start time. The counts outlive the exporter, and a restart while the
 * exporter was away is seen when it is back.
 */
export class RestartCounter {
  readonly #file: string;
  #lives = new Map<string, Life>();
  #dirty = false;

  constructor(file: string) {
    this.#file = file;
  }

  async load(): Promise<void> {
    const content = await readJson(this.#file);
    if (typeof content !== 'object' || content === null) return;
    for (const [agent, life] of Object.entries(content)) if (isLife(life)) this.#lives.set(agent, life);
  }

  /** Notes which process the agent is now. */
  note(agent: string, pid: number, startTicks: number): void {
    const known = this.#lives.get(agent);
    if (known?.pid === pid && known.startTicks === startTicks) return;
    this.#lives.set(agent, { pid, startTicks, restarts: known === undefined ? 0 : known.restarts + 1 });
    this.#dirty = true;
  }

  restarts(agent: string): number {
    return this.#lives.get(agent)?.restarts ?? 0;
  }

  /** Writes the counts if they have changed. */
  async save(): Promise<void> {
    if (!this.#dirty) return;
    this.#dirty = false;
    try {
      await writeJson(this.#file, Object.fromEntries(this.#lives));
    } catch (error) {
      this.#dirty = true;
      throw error;
    }
  }
}

function isLife(value: unknown): value is Life {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startTicks, restarts } = value as Partial<Record<keyof Life, unknown>>;
  return [pid, startTicks, restarts].every((count) => Number.isSafeInteger(count) && Number(count) >= 0);
}
