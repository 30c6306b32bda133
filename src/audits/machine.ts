import type { FilePlace } from '../finding.js';
import type { Agent, Machine } from '../fleet/model.js';

/** A port at the top level of a start-up file that belongs to no agent, such as `error_bus_port`. */
export interface MachinePort {
  readonly key: string;
  readonly port: number;
}

/** The two ports of an agent that stand in its start-up file. */
export type ConfiguredPort = 'port' | 'health_check_port';

/** Where things stand in a start-up file. Asked only for what a finding speaks of. */
export interface Places {
  file(): FilePlace;
  machinePort(key: string): FilePlace;
  scriptPath(agent: Agent): FilePlace;
  port(agent: Agent, port: ConfiguredPort): FilePlace;
  /** The entry of the list of dependencies at `index`. */
  dependency(agent: Agent, index: number): FilePlace;
}

/** A machine with what audits need besides its agents. */
export interface AuditedMachine extends Machine {
  /** What script paths are relative to. */
  readonly projectRoot: string;
  /** The port on which its exporter listens, where settings name it. */
  readonly exporterPort: number | undefined;
  readonly machinePorts: readonly MachinePort[];
  readonly places: Places;
}
