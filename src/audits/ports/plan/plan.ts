import type { FilePlace } from '../../../finding.js';
import type { AuditedMachine } from '../../machine.js';
import type { AuditSettings } from '../../settings.js';
import { type PortEntry, portConflicts } from './conflicts.js';
import { smallestCover } from './cover.js';
import { FreePorts, offsetsFrom } from './freePorts.js';

/** One port to change in a start-up file. */
export interface PortChange {
  /** Absent for a port of the machine itself. */
  readonly agent: string | undefined;
  readonly key: string;
  readonly from: number;
  /** Absent where the range has no free port left that would do. */
  readonly to: number | undefined;
  readonly place: FilePlace;
}

/** Changes after which no two ports of a machine collide. */
export interface PortPlan {
  readonly machine: string;
  readonly changes: readonly PortChange[];
  /** Whether fewer changes would not do. */
  readonly isSmallest: boolean;
}

/** Plans the fewest changes of ports that remove every conflict of a machine, each to the nearest port that is free. */
export function planPorts(machine: AuditedMachine, settings: AuditSettings): PortPlan {
  const { entries, against, forced, crowded } = portConflicts(machine, settings.derivedPorts);
  const left = against.map((others, entry) =>
    forced.has(entry) ? new Set<number>() : new Set([...others].filter((other) => !forced.has(other))),
  );
  // Who else knows a port of the machine itself nobody can tell; that of an agent is known to its callers.
  const dear = new Set([...entries.keys()].filter((entry) => entries[entry]?.kind === 'machine'));
  const cover = smallestCover(left, dear);
  const free = new FreePorts(machine, settings);
  const changes = entries
    .filter((_, entry) => forced.has(entry) || cover.nodes.has(entry))
    .map((entry) => change(machine, entry, free.take(entry.port, offsetsFrom(entry.key, settings))));
  return { machine: machine.name, changes, isSmallest: cover.isSmallest && !crowded };
}

function change({ places }: AuditedMachine, entry: PortEntry, to: number | undefined): PortChange {
  const { key, port: from } = entry;
  if (entry.kind === 'machine') return { agent: undefined, key, from, to, place: places.machinePort(key) };
  return { agent: entry.agent.name, key, from, to, place: places.port(entry.agent, entry.key) };
}
