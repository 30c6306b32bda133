import type { FilePlace } from '../finding.js';

/** A configured process. */
export interface Agent {
  readonly machine: string;
  readonly name: string;
  /** Its group in a nested file, the key of its list in a flat one. */
  readonly group: string;
  /** As written, relative to the project root. */
  readonly scriptPath: string;
  /** Address the agent binds to, where the file names one. */
  readonly host: string | undefined;
  readonly port: number;
  readonly healthCheckPort: number;
  readonly required: boolean;
  readonly dependencies: readonly string[];
  /** Where its entry begins. */
  readonly place: FilePlace;
}

/** How often and how patiently the agents of a machine are asked, all times in seconds. */
export interface HealthChecks {
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly startPeriodSeconds: number;
}

/** A port at the top level of a start-up file that belongs to no agent, such as `error_bus_port`. */
export interface MachinePort {
  readonly key: string;
  readonly port: number;
}

/** The two ports of an agent that stand in its start-up file. */
export type ConfiguredPort = 'port' | 'health_check_port';

/** Where things stand in a start-up file. */
export interface Places {
  file(): FilePlace;
  machinePort(key: string): FilePlace;
  scriptPath(agent: Agent): FilePlace;
  port(agent: Agent, port: ConfiguredPort): FilePlace;
  /** The entry of the list of dependencies at `index`. */
  dependency(agent: Agent, index: number): FilePlace;
}

/** One machine and what its start-up file says should run there. */
export interface Machine {
  readonly name: string;
  readonly startupFile: string;
  /** Tells its text from any other, see `digestOf`. */
  readonly digest: string;
  readonly agents: readonly Agent[];
  readonly healthChecks: HealthChecks;
  readonly machinePorts: readonly MachinePort[];
  readonly places: Places;
}

/** What a start-up file that does not speak of health checks gets; the figures container engines use. */
export const defaultHealthChecks: HealthChecks = {
  intervalSeconds: 30,
  timeoutSeconds: 10,
  retries: 3,
  startPeriodSeconds: 300,
};
