import { join } from 'node:path';
import type { LaunchOrder } from './agent-process.js';
import type { ExtraProcess } from './drill.js';
import type { FleetFiles } from './fleet-files.js';
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
  /** Absolute path of what processes of nobody print. */
  readonly strayLog: string;
  readonly files: FleetFiles;
  readonly foreignCopies: readonly string[];
}

/** How to start a process in the name of an agent, as its boot script does, but for what is wanted otherwise. */
export function launchOrder(
  { name, group, port, healthPort, environment }: ConfiguredAgent,
  { machine, python, logDirectory, strayLog, environment: shared }: AgentSurroundings,
  { script, arguments: rest = [], variables = {} }: ExtraProcess,
): LaunchOrder {
  const all = {
    ...shared,
    ...environment,
    AGENT_NAME: name,
    AGENT_PORT: String(port),
    HEALTH_CHECK_PORT: String(healthPort),
    AGENT_GROUP: group,
    AGENT_HOST: machine.address,
    ...variables,
  };
  return {
    python,
    script,
    arguments: rest,
    workingDirectory: machine.projectRoot,
    logFile: all.AGENT_NAME === name ? join(logDirectory, `${name}.log`) : strayLog,
    environment: all,
  };
}
