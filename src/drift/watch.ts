import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Agent, Machine } from '../fleet/model.js';
import type { FileDrift, FileStanding, LoadedFile } from './fileDrift.js';
import { fingerprint } from './fingerprint.js';

/** What an exporter goes by. It is never changed, only replaced with the next load. */
export interface Loaded {
  readonly settings: LoadedFile;
  /** The start-up files of all machines, also of those whose file could never be understood. */
  readonly startup: readonly { readonly machine: string; readonly file: LoadedFile }[];
  readonly machines: readonly Machine[];
}

/** How what an exporter goes by compares to what is on its disk, and what others can compare theirs to. */
export interface DriftView {
  readonly settings: FileStanding;
  readonly startup: readonly { readonly machine: string; readonly file: FileStanding }[];
  /** Of all agents of all machines. The same list as long as nothing else was loaded. */
  readonly fingerprints: readonly Fingerprinted[];
}

export interface Fingerprinted {
  readonly agent: Agent;
  readonly fingerprint: number;
}

/** Agents whose fingerprint is taken, some 10 µs each, before the event loop gets its turn. */
const agentsPerTurn = 200;

/** Watches whether what was loaded is still what should be. */
export class DriftWatch {
  readonly #files: FileDrift;
  #fingerprints: { readonly of: Loaded; readonly all: readonly Fingerprinted[] } | undefined;

  constructor(files: FileDrift) {
    this.#files = files;
  }

  async look(loaded: Loaded): Promise<DriftView> {
    const startup: DriftView['startup'][number][] = [];
    for (const { machine, file } of loaded.startup) startup.push({ machine, file: await this.#files.look(file) });
    const settings = await this.#files.look(loaded.settings);
    return { settings, startup, fingerprints: await this.#fingerprintsOf(loaded) };
  }

  async #fingerprintsOf(loaded: Loaded): Promise<readonly Fingerprinted[]> {
    if (this.#fingerprints?.of === loaded) return this.#fingerprints.all;
    const all: Fingerprinted[] = [];
    for (const agent of loaded.machines.flatMap(({ agents }) => agents)) {
      if (all.length % agentsPerTurn === 0) await nextTurn();
      all.push({ agent, fingerprint: fingerprint(agent) });
    }
    this.#fingerprints = { of: loaded, all };
    return all;
  }
}
