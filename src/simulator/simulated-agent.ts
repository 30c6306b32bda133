import { join } from 'node:path';
import { type AgentSurroundings, launchOrder } from './agent-launch.js';
import { AgentProcess, type OrderAnswer } from './agent-process.js';
import type { DrillTarget, ExtraProcess, SparePorts, Variables } from './drill.js';
import { drills } from './drills.js';
import {
  type AgentOrder,
  type FaultBy,
  type FaultOptions,
  type FaultOrder,
  type FaultOutcome,
  isAgentFault,
  type OrderDetails,
  type Refusal,
} from './faults.js';
import type { FleetFiles } from './fleet-files.js';
import type { RestartOutcome } from './restart.js';
import { type ConfiguredAgent, readStartupFile } from './startup-file.js';

/** How a simulated agent stands. */
export interface AgentStatus {
  readonly machine: string;
  readonly agent: string;
  /** `not-started` while its turn has not come, and for good where a dependency cycle keeps it out of the boot order. */
  readonly state: 'running' | 'dead' | 'not-started';
  readonly fault: FaultOrder;
  readonly pid: number | null;
  readonly port: number;
  readonly healthPort: number;
  /** Its own ports that it could not bind. */
  readonly portsTaken: readonly number[];
  /** Processes that a fault added. */
  readonly extraPids: readonly number[];
}

/** One configured agent, its process, and the fault it is under. Orders are carried out one after the other. */
export class SimulatedAgent implements DrillTarget {
  #configured: ConfiguredAgent;
  readonly sparePorts: SparePorts;
  readonly #surroundings: AgentSurroundings;
  #main: AgentProcess | undefined;
  readonly #extras = new Set<AgentProcess>();
  #fault: FaultOrder = 'clear';
  #undoDrill: (() => Promise<void>) | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #stopping = false;

  constructor(configured: ConfiguredAgent, sparePorts: SparePorts, surroundings: AgentSurroundings) {
    this.#configured = configured;
    this.sparePorts = sparePorts;
    this.#surroundings = surroundings;
  }

  get configured(): ConfiguredAgent {
    return this.#configured;
  }

  /** Starts the configured script, or `script`, and waits until it has tried to bind its ports, or has ended. */
  async start(script = this.configured.script, variables: Variables = {}): Promise<void> {
    if (this.#stopping) return;
    this.#main = this.#launch({ script, variables });
    await this.#main.portsTried;
  }

  /** Kills the agent's process, if it runs. */
  async kill(): Promise<void> {
    await this.#main?.kill();
  }

  /** Switches something in the running agent's own process. */
  async order(order: AgentOrder, details: OrderDetails = {}): Promise<OrderAnswer> {
    return (await this.#main?.order(order, details)) ?? 'gone';
  }

  /** Starts another process next to the agent's; the variables given replace the agent's. Gives what ends it. */
  async startExtra(wanted: ExtraProcess): Promise<() => Promise<void>> {
    const extra = this.#launch(wanted);
    this.#extras.add(extra);
    await extra.portsTried;
    return async () => {
      await extra.kill();
      this.#extras.delete(extra);
    };
  }

  /** A script of the machine's `drills` directory. */
  drillScript(name: string): string {
    return join(this.#surroundings.machine.projectRoot, 'drills', `${name}.py`);
  }

  /** Absolute path of the agent's log. */
  get logFile(): string {
    return join(this.#surroundings.logDirectory, `${this.configured.name}.log`);
  }

  get startupFile(): string {
    return this.#surroundings.machine.startupFile;
  }

  get foreignCopies(): readonly string[] {
    return this.#surroundings.foreignCopies;
  }

  get files(): FleetFiles {
    return this.#surroundings.files;
  }

  /** Brings the agent under `fault`, whatever it was under before. */
  setFault(fault: FaultOrder, options: FaultOptions): Promise<FaultOutcome> {
    const done = this.#queue
      .then(() => this.#setFault(fault, options))
      .catch((error: unknown) => {
        const { machine, name } = this.configured;
        return refused(`${machine}/${name}: ${error instanceof Error ? error.message : error}`);
      });
    this.#queue = done;
    return done;
  }

  /** Ends its faults and its process, and starts it as the start-up file now says. */
  restart(graceMs: number): Promise<RestartOutcome> {
    const done = this.#queue
      .then(() => this.#restart(graceMs))
      .catch((error: unknown) => refused(error instanceof Error ? error.message : String(error)));
    this.#queue = done;
    return done;
  }

  /** Ends all its processes; they get `graceMs` before they are killed. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    await this.#queue;
    // What cannot be put back now is put back by the next start.
    await this.#endDrill().catch(() => {});
    await this.#main?.stop(graceMs);
  }

  status(): AgentStatus {
    return {
      machine: this.configured.machine,
      agent: this.configured.name,
      state: this.#main === undefined ? 'not-started' : this.#main.alive ? 'running' : 'dead',
      fault: this.#fault,
      pid: (this.#main?.alive && this.#main.pid) || null,
      port: this.configured.port,
      healthPort: this.configured.healthPort,
      portsTaken: this.#main?.alive ? this.#main.portsTaken : [],
      extraPids: [...this.#extras].flatMap((extra) => extra.pid ?? []),
    };
  }

  async #setFault(fault: FaultOrder, options: FaultOptions): Promise<FaultOutcome> {
    const { machine, name: agent } = this.configured;
    if (this.#stopping) return refused(`${machine}/${agent} is being stopped`);
    await this.#endDrill();
    await this.#makeNormal();
    if (fault === 'clear') return { outcome: 'done', machine, agent, fault };
    const reason = isAgentFault(fault) ? await this.#switch(fault, options) : await this.#drill(fault, options);
    if (reason !== undefined) return refused(reason);
    this.#fault = fault;
    return { outcome: 'done', machine, agent, fault };
  }

  async #restart(graceMs: number): Promise<RestartOutcome> {
    const { machine, name: agent } = this.configured;
    if (this.#stopping) return refused(`${machine}/${agent} is being stopped`);
    await this.#endDrill();
    const configured = (await readStartupFile(this.#surroundings.machine)).find(({ name }) => name === agent);
    if (configured === undefined) return refused(`${machine}/${agent} stands in its start-up file no more`);
    this.#configured = configured;
    await this.#main?.stop(graceMs);
    await this.start();
    this.#fault = 'clear';
    return this.#everythingRuns()
      ? { outcome: 'done', machine, agent }
      : refused(`${machine}/${agent} ended at once, see its log`);
  }

  /** Why the agent cannot have the fault, if it cannot. */
  async #switch(fault: FaultBy<'agent'>, options: FaultOptions): Promise<string | undefined> {
    const named = `${this.configured.machine}/${this.configured.name}`;
    const answer = await this.order(fault, { ms: options.ms });
    if (answer === 'accepted') return undefined;
    if (answer === 'gone') return `${named} does not run`;
    const lack = fault === 'adopted-silent' ? 'is not on the base class' : 'answers nobody';
    return `${named} ${lack}, so it cannot be ${fault}`;
  }

  /** Why the fault could not be brought about, if it could not; nothing is left of the attempt. */
  async #drill(fault: FaultBy<'supervisor'>, options: FaultOptions): Promise<string | undefined> {
    const named = `${this.configured.machine}/${this.configured.name}`;
    try {
      this.#undoDrill = await drills[fault](this, options);
      if (fault === 'kill' || this.#everythingRuns()) return undefined;
    } catch (error) {
      await this.#recover();
      return `${named} cannot be brought under ${fault}: ${error instanceof Error ? error.message : error}`;
    }
    await this.#recover();
    return `a process that ${fault} needs for ${named} ended at once, see the logs`;
  }

  async #recover(): Promise<void> {
    await this.#endDrill();
    await this.#makeNormal();
  }

  async #endDrill(): Promise<void> {
    const undo = this.#undoDrill;
    this.#undoDrill = undefined;
    try {
      await undo?.();
    } finally {
      for (const extra of this.#extras) await extra.kill();
      this.#extras.clear();
    }
  }

  #everythingRuns(): boolean {
    return this.#main?.alive === true && [...this.#extras].every((extra) => extra.alive);
  }

  async #makeNormal(): Promise<void> {
    if (!this.#main?.alive) await this.start();
    else await this.#main.order('clear');
    this.#fault = 'clear';
  }

  #launch(wanted: ExtraProcess): AgentProcess {
    return new AgentProcess(launchOrder(this.configured, this.#surroundings, wanted));
  }
}

function refused(message: string): Refusal {
  return { outcome: 'refused', code: 'not-possible', message };
}
