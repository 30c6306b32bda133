import { resolve } from 'node:path';
import { defaultBaseClass } from './adoption/read.js';
import { ProjectReader } from './adoption/reader.js';
import { type AdoptionView, AdoptionWatch } from './adoption/watch.js';
import { configuredAudits } from './audits/configured.js';
import { GuardedCalls } from './audits/guardedCalls.js';
import { type AuditView, AuditWatch, type WatchedFleet } from './audits/watch.js';
import { FileDrift } from './drift/fileDrift.js';
import { type DriftView, DriftWatch, type Loaded } from './drift/watch.js';
import type { FleetKeeper } from './fleet/keeper.js';
import type { Machine } from './fleet/model.js';
import type { Settings } from './settings.js';

/** What a machine goes by since the last load. */
interface Followed {
  readonly audited: WatchedFleet;
  readonly loaded: Loaded;
}

/** Asks of a loaded fleet again and again: does it hold together, is it still what is on disk, who is on the base class? */
export class Inspection {
  readonly #calls = new GuardedCalls();
  readonly #projects = new ProjectReader();
  readonly #audits: AuditWatch;
  readonly #drift: DriftWatch;
  readonly #adoption: AdoptionWatch;
  #followed: Followed | undefined;
  #adopted: AdoptionView | undefined;

  /** `now` gives Unix time in milliseconds. */
  constructor(machine: string, now: () => number) {
    this.#audits = new AuditWatch(machine, this.#calls);
    this.#drift = new DriftWatch(new FileDrift(this.#calls, now));
    const elapsed = () => performance.now();
    this.#adoption = new AdoptionWatch({ read: (order) => this.#projects.read(order), now, elapsed });
  }

  /** Asks about this fleet from now on. */
  async follow(machine: Machine, keeper: FleetKeeper, settings: Settings): Promise<void> {
    const { machines } = keeper;
    const auditable = machines.flatMap((one) => {
      const said = settings.machines.find(({ name }) => name === one.name);
      return said === undefined ? [] : [{ ...one, projectRoot: said.projectRoot, exporterPort: said.listen.port }];
    });
    const names = settings.machines.map(({ name }) => name);
    const unread = names.filter((name) => keeper.machine(name) === undefined);
    const startup = settings.machines.map(({ name, startupFile: path }) => ({
      machine: name,
      file: { path, digest: keeper.machine(name)?.digest },
    }));
    this.#followed = {
      audited: { machines: auditable, unread, settings: await configuredAudits(settings) },
      loaded: { settings: { path: resolve(settings.file), digest: settings.digest }, startup, machines },
    };
    const { name, startupFile, agents } = machine;
    this.#adoption.setProject({
      project: { machine: name, startupFile, root: settings.machine.projectRoot, agents },
      baseClass: { ...defaultBaseClass, ...settings.audits.base_class },
      outlineFile: `${settings.stateDirectory}/outlines.json`,
    });
  }

  audit(): Promise<AuditView> {
    return this.#audits.look(this.#current.audited);
  }

  drift(): Promise<DriftView> {
    return this.#drift.look(this.#current.loaded);
  }

  async adoption(): Promise<AdoptionView> {
    this.#adopted = await this.#adoption.look();
    return this.#adopted;
  }

  /** Whether the agent's code was on the base class when that was last looked at. */
  isAdopted(agent: string): boolean {
    return this.#adopted?.stateOf(agent) === 'adopted';
  }

  /** False where a thread is caught in a file system that hangs: then only a signal ends the process. */
  async stop(): Promise<boolean> {
    return (await this.#projects.stop()) && !this.#calls.hangs;
  }

  get #current(): Followed {
    if (this.#followed === undefined) throw new Error('no start-up file has been loaded');
    return this.#followed;
  }
}
