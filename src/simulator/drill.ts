import type { OrderAnswer } from './agent-process.js';
import type { AgentOrder, FaultOptions, OrderDetails } from './faults.js';
import type { FleetFiles } from './fleet-files.js';
import type { ConfiguredAgent } from './startup-file.js';

/** Variables of a process that stand in place of the agent's; `undefined` takes one away. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Ports of a machine that belong to nobody, so that each agent's drills have their own. */
export interface SparePorts {
  /** Inside the range that agents' ports are in; none where the range is full. */
  readonly inRange: number | undefined;
  /** The first of three outside it. */
  readonly outside: number;
}

/** A process that a drill adds. */
export interface ExtraProcess {
  readonly script: string;
  readonly arguments?: readonly string[];
  readonly variables?: Variables;
}

/** What a drill may do to an agent. */
export interface DrillTarget {
  readonly configured: ConfiguredAgent;
  readonly sparePorts: SparePorts;
  /** Absolute path of the agent's log. */
  readonly logFile: string;
  readonly startupFile: string;
  /** The copies of the start-up file that other machines read. */
  readonly foreignCopies: readonly string[];
  readonly files: FleetFiles;
  start(script?: string, variables?: Variables): Promise<void>;
  kill(): Promise<void>;
  order(order: AgentOrder, details?: OrderDetails): Promise<OrderAnswer>;
  startExtra(extra: ExtraProcess): Promise<() => Promise<void>>;
  drillScript(name: string): string;
}

/**
 * Brings a fault about by starting and ending processes and changing files; gives what ends it. The agent itself is
 * restored by others. Throws where the fault cannot be.
 */
export type Drill = (target: DrillTarget, options: FaultOptions) => Promise<() => Promise<void>>;
