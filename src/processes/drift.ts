import type { Agent, ConfiguredPort } from '../fleet/model.js';
import type { ProcessStat } from '../system/processStat.js';
import type { KnownProcess } from './knownProcess.js';
import type { Started } from './started.js';

/** A port with which an agent was started, and which is not the configured one. */
export interface MovedPort {
  readonly role: ConfiguredPort;
  readonly started: number;
  readonly configured: number;
}

/** One agent, and how its process differs from its configuration; nothing where it does not run. */
export interface AgentDrift {
  readonly agent: Agent;
  readonly stat: ProcessStat | undefined;
  readonly ports: readonly MovedPort[];
}

/** A process that runs as an agent of this machine, and is none that is configured. */
export interface UnconfiguredProcess {
  readonly stat: ProcessStat;
  /** Relative to the project root. */
  readonly script: string;
  /** The configured agent on whose port it was started. */
  readonly portOf: string | undefined;
}

/** How what runs differs from what is configured, besides the script: that is in the views. */
export interface ProcessDrift {
  readonly agents: readonly AgentDrift[];
  readonly unconfigured: readonly UnconfiguredProcess[];
}

/**
 * Ports that the environment of an agent's process names, where they are not those of its configuration. An environment
 * that names another agent was inherited from it, and so were the ports.
 */
export function movedPorts(agent: Agent, started: Started | undefined): MovedPort[] {
  if (started?.name !== agent.name) return [];
  const compared: [ConfiguredPort, number | undefined, number][] = [
    ['port', started.port, agent.port],
    ['health_check_port', started.healthCheckPort, agent.healthCheckPort],
  ];
  return compared.flatMap(([role, said, configured]) =>
    said === undefined || said === configured ? [] : [{ role, started: said, configured }],
  );
}

/** The processes that run as agents and are none; their own workers do not count. */
export function unconfiguredProcesses(
  processes: ReadonlyMap<number, KnownProcess>,
  agents: readonly Agent[],
): UnconfiguredProcess[] {
  const found: UnconfiguredProcess[] = [];
  for (const { stat, started, unconfigured } of processes.values()) {
    if (unconfigured === undefined || stat.state === 'zombie' || stat.state === 'dead') continue;
    if (processes.get(stat.parentPid)?.unconfigured !== undefined) continue;
    found.push({ stat, script: unconfigured, portOf: portOwner(agents, started)?.name });
  }
  return found.sort((a, b) => a.stat.startTicks - b.stat.startTicks || a.stat.pid - b.stat.pid);
}

function portOwner(agents: readonly Agent[], started: Started | undefined): Agent | undefined {
  const ports = [started?.port, started?.healthCheckPort];
  return agents.find(({ port, healthCheckPort }) => ports.includes(port) || ports.includes(healthCheckPort));
}
