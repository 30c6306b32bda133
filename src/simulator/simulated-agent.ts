import { join } from 'node:path';
import { AgentProcess } from './agent-process.js';
import { type Drill, drills } from './drills.js';
import { type FaultOptions, type FaultOrder, type FaultOutcome, isAgentFault } from './faults.js';
import type { SimulatedMachine } from './machine.js';
import type { ConfiguredAgent } from './startup-file.js';

/** What an agent is started with, besides its own configuration. */
export interface AgentSurroundings {
  readonly machine: SimulatedMachine;
  readonly python: string;
  /** Absolute path of an existing directory. */
  readonly logDirectory: string;
  /** Variables of every process, before those of the agent. */
  readonly environment: Readonly<Record<string, string>>;
  /** A port of the machine that no agent has, for processes that belong to none. */
  readonly sparePort: number;
}

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
export class SimulatedAgent {
  readonly configured: ConfiguredAgent;
  readonly #surroundings: AgentSurroundings;
  #main: AgentProcess | undefined;
  readonly #extras = new Set<AgentProcess>();
  #fault: FaultOrder = 'clear';
  #undoDrill: (() => Promise<void>) | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #stopping = false;

  constructor(configured: ConfiguredAgent, surroundings: AgentSurroundings) {
    this.configured = configured;
    this.#surroundings = surroundings;
  }

  /** Starts the configured script, or `script`, and waits until it has tried to bind its ports, or has ended. */
  async start(script = this.configured.script): Promise<void> {
    if (this.#stopping) return;
    this.#main = this.#launch(script, {});
    await this.#main.portsTried;
  }

  /** Kills the agent's process, if it runs. */
  async kill(): Promise<void> {
    await this.#main?.kill();
  }

  /** Closes the health ports of the running agent. */
  async yieldHealthPorts(): Promise<void> {
    await this.#main?.order('yield-health');
  }

  /** Starts another process next to the agent's; the variables given replace the agent's. Gives what ends it. */
  async startExtra(script: string, environment: Readonly<Record<string, string>>): Promise<() => Promise<void>> {
    const extra = this.#launch(script, environment);
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

  /** A port of the machine that no agent has. */
  get sparePort(): number {
    return this.#surroundings.sparePort;
  }

  /** Absolute path of the agent's log. */
  get logFile(): string {
    return join(this.#surroundings.logDirectory, `${this.configured.name}.log`);
  }

  /** Brings the agent under `fault`, whatever it was under before. */
  setFault(fault: FaultOrder, options: FaultOptions): Promise<FaultOutcome> {
    const done = this.#queue.then(() => this.#setFault(fault, options));
    this.#queue = done.catch(() => {});
    return done;
  }

  /** Ends all its processes; they get `graceMs` before they are killed. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    await this.#queue;
    await this.#endDrill();
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
    if (isAgentFault(fault)) {
      const answer = await this.#main?.order(fault, options.ms);
      if (answer === 'not-possible') return refused(`${machine}/${agent} answers nobody, so it cannot be ${fault}`);
      if (answer !== 'accepted') return refused(`${machine}/${agent} does not run`);
    } else {
      const drill: Drill = drills[fault];
      this.#undoDrill = await drill(this, options);
      if (fault !== 'kill' && !this.#everythingRuns()) {
        await this.#endDrill();
        await this.#makeNormal();
        return refused(`a process that ${fault} needs for ${machine}/${agent} ended at once, see the logs`);
      }
    }
    this.#fault = fault;
    return { outcome: 'done', machine, agent, fault };
  }

  async #endDrill(): Promise<void> {
    const undo = this.#undoDrill;
    this.#undoDrill = undefined;
    await undo?.();
  }

  #everythingRuns(): boolean {
    return this.#main?.alive === true && [...this.#extras].every((extra) => extra.alive);
  }

  async #makeNormal(): Promise<void> {
    if (!this.#main?.alive) await this.start();
    else await this.#main.order('clear');
    this.#fault = 'clear';
  }

  #launch(script: string, environment: Readonly<Record<string, string>>): AgentProcess {
    const { name, group, port, healthPort } = this.configured;
    const { machine, python, logDirectory } = this.#surroundings;
    return new AgentProcess({
      python,
      script,
      workingDirectory: machine.projectRoot,
      logFile: join(logDirectory, `${environment.AGENT_NAME ?? name}.log`),
      environment: {
        ...this.#surroundings.environment,
        ...this.configured.environment,
        AGENT_NAME: name,
        AGENT_PORT: String(port),
        HEALTH_CHECK_PORT: String(healthPort),
        AGENT_GROUP: group,
        AGENT_HOST: machine.address,
        ...environment,
      },
    });
  }
}

function refused(message: string): FaultOutcome {
  return { outcome: 'refused', code: 'not-possible', message };
}
