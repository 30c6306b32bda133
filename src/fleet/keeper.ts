import type { Finding } from '../finding.js';
import type { Machine } from './model.js';
import { type MachineSource, readStartupFile, type StartupReading } from './read.js';

/** How the start-up file of one machine fared at the last load. */
export interface LoadState {
  readonly success: boolean;
  /** Unix seconds of the last load that succeeded, 0 if none. */
  readonly lastSuccessTimestamp: number;
}

/** Holds the last good fleet: a start-up file that breaks while the program runs changes nothing but the findings. */
export class FleetKeeper {
  readonly #now: () => number;
  readonly #machines = new Map<string, Machine>();
  readonly #states = new Map<string, LoadState>();
  #findings: readonly Finding[] = [];

  /** `now` gives Unix time in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get machines(): readonly Machine[] {
    return [...this.#machines.values()];
  }

  /** What is wrong in the files as they are now. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  get states(): ReadonlyMap<string, LoadState> {
    return this.#states;
  }

  machine(name: string): Machine | undefined {
    return this.#machines.get(name);
  }

  /** Reads all files again; each machine keeps its last good state where its file is broken. True if none is. */
  async load(sources: readonly MachineSource[], reading: StartupReading): Promise<boolean> {
    const results = await Promise.all(sources.map((source) => readStartupFile(source, reading)));
    const names = new Set(sources.map(({ name }) => name));
    for (const name of this.#states.keys()) if (!names.has(name)) this.#drop(name);
    for (const [index, { name }] of sources.entries()) {
      const machine = results[index]?.machine;
      if (machine !== undefined) this.#machines.set(name, machine);
      const before = this.#states.get(name)?.lastSuccessTimestamp ?? 0;
      const success = machine !== undefined;
      this.#states.set(name, { success, lastSuccessTimestamp: success ? this.#now() / 1000 : before });
    }
    this.#findings = results.flatMap(({ findings }) => findings);
    return results.every(({ machine }) => machine !== undefined);
  }

  #drop(name: string): void {
    this.#machines.delete(name);
    this.#states.delete(name);
  }
}
