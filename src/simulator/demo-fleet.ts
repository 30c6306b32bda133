import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { findAgent } from './agent-reference.js';
import { bootOrder } from './boot-order.js';
import { type ControlServer, serveControl } from './control-server.js';
import { type FaultOptions, type FaultOutcome, readFaultOrder } from './faults.js';
import { FleetFiles } from './fleet-files.js';
import { foreignCopies } from './foreign-copies.js';
import { forEachLimited } from './limited.js';
import { demoMachines, type SimulatedMachine } from './machine.js';
import { findPython, processEnvironment } from './python.js';
import type { RestartOutcome } from './restart.js';
import { type AgentStatus, SimulatedAgent } from './simulated-agent.js';
import { sparePorts } from './spare-ports.js';
import { type ConfiguredAgent, readStartupFile } from './startup-file.js';

/** How to start a simulated fleet. */
export interface DemoFleetOptions {
  /** Directory for logs, compiled Python and the control socket; made where it is missing. */
  readonly runDirectory: string;
  /** The demo's two machines unless given. */
  readonly machines?: readonly SimulatedMachine[];
  /** Start these agents only, by name or `machine/name`. */
  readonly only?: readonly string[];
  /** Python interpreter; Debian's, or the first on PATH, unless given. */
  readonly python?: string;
}

/** A running simulated fleet. */
export interface DemoFleet {
  /** Path of the control socket. */
  readonly socketPath: string;
  /** Brings `agent` (`name`, or `machine/name`) under `fault`; `clear` ends its faults and restarts it where it is dead. */
  setFault(agent: string, fault: string, options?: FaultOptions): Promise<FaultOutcome>;
  /** Ends the faults of `agent` and starts it anew, as its start-up file now says. */
  restart(agent: string): Promise<RestartOutcome>;
  status(): readonly AgentStatus[];
  /** Ends every process; a second call waits for the first. */
  stop(): Promise<void>;
}

/** Milliseconds between SIGTERM and SIGKILL. */
const stopGraceMs = 2_000;
/** Starting an interpreter is all work and no waiting; a few more than cores keep them busy. */
const startsAtATime = availableParallelism() + 2;

/**
 * Starts the agents of one or more machines as their boot script would, and a control socket next to them. Resolves when
 * every agent has tried to bind its ports. Throws `StartupFileError` for a file it cannot read.
 */
export async function startDemoFleet(options: DemoFleetOptions): Promise<DemoFleet> {
  const runDirectory = resolve(options.runDirectory);
  await mkdir(runDirectory, { recursive: true, mode: 0o700 });
  const agents = new Map<string, SimulatedAgent>();
  let control: ControlServer | undefined;
  const stopAll = async () => {
    await control?.close();
    await Promise.all([...agents.values()].map((agent) => agent.stop(stopGraceMs)));
  };
  let stopped: Promise<void> | undefined;
  const fleet: DemoFleet = {
    socketPath: join(runDirectory, 'demo.sock'),
    setFault: async (reference, word, options = {}) => {
      const fault = readFaultOrder(word);
      if (typeof fault !== 'string') return fault;
      const agent = findAgent(agents, reference);
      return 'outcome' in agent ? agent : agent.setFault(fault, options);
    },
    restart: async (reference) => {
      const agent = findAgent(agents, reference);
      return 'outcome' in agent ? agent : agent.restart(stopGraceMs);
    },
    status: () => [...agents.values()].map((agent) => agent.status()),
    stop: () => {
      stopped ??= stopAll();
      return stopped;
    },
  };
  try {
    control = await serveControl(fleet.socketPath, fleet);
    // Only now is it certain that no other fleet runs from here, whose changes these would be.
    const files = new FleetFiles(runDirectory);
    await files.restoreAll();
    const boots = await admitAgents(agents, files, { ...options, runDirectory });
    await Promise.all(boots.map((start) => start()));
  } catch (error) {
    await fleet.stop();
    throw error;
  }
  return fleet;
}

/** Fills `agents`; gives what starts them, one function a machine. */
async function admitAgents(
  agents: Map<string, SimulatedAgent>,
  files: FleetFiles,
  { runDirectory, machines = demoMachines(), only, python }: DemoFleetOptions,
): Promise<(() => Promise<void>)[]> {
  const boots: (() => Promise<void>)[] = [];
  for (const machine of machines) {
    const all = await readStartupFile(machine);
    const configured = all.filter((agent) => isWanted(agent, only));
    const logDirectory = machine.logDirectory ?? join(runDirectory, machine.name, 'logs');
    await mkdir(logDirectory, { recursive: true });
    const surroundings = {
      machine,
      logDirectory,
      python: python ?? (await findPython()),
      environment: processEnvironment(join(runDirectory, 'pycache')),
      strayLog: join(runDirectory, 'strays.log'),
      files,
      foreignCopies: await foreignCopies(runDirectory, machine.name),
    };
    const spare = sparePorts(all);
    for (const agent of configured)
      agents.set(`${machine.name}/${agent.name}`, new SimulatedAgent(agent, spare(agent), surroundings));
    boots.push(() => boot(configured, agents));
  }
  return boots;
}

async function boot(
  configured: readonly ConfiguredAgent[],
  agents: ReadonlyMap<string, SimulatedAgent>,
): Promise<void> {
  for (const wave of bootOrder(configured).waves) {
    await forEachLimited(wave, startsAtATime, async ({ machine, name }) => agents.get(`${machine}/${name}`)?.start());
  }
}

function isWanted(agent: ConfiguredAgent, only: readonly string[] | undefined): boolean {
  return only === undefined || only.includes(agent.name) || only.includes(`${agent.machine}/${agent.name}`);
}
