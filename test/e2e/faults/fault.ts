import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { agentEntries } from '../../../src/fleet/agents.js';
import type { Fault } from '../../../src/simulator/faults.js';

export type MachineName = 'alpha' | 'beta';

/** How a fault is made on a running stack. */
export type Make =
  /** Of the simulator, on the agent; then exporters read their files, where the fault is one of files. */
  | {
      readonly by: 'simulator';
      readonly fault: Fault;
      readonly ms?: number;
      readonly reload?: readonly MachineName[];
    }
  /** A file of the run directory is written anew, and exporters read it. */
  | {
      readonly by: 'file';
      readonly file: string;
      readonly edit: (text: string) => string;
      readonly reload: readonly MachineName[];
    }
  /** The exporter of the machine stands still. */
  | { readonly by: 'pause' };

/** The one notification that is to come. */
export interface Expected {
  readonly alert: string;
  readonly severity: 'critical' | 'warning';
  /** Whether it names the agent of the fault; some alerts are about the machine. */
  readonly names: 'agent' | 'machine';
}

/** One fault of the catalogue. */
export interface CatalogueFault {
  /** Unique. */
  readonly id: string;
  readonly machine: MachineName;
  /** The agent it is made on; without one it touches the whole machine. */
  readonly agent?: string;
  readonly make: Make;
  /** `nothing` where nobody is to be called. */
  readonly expect: Expected | 'nothing';
  /** From its making to the page, in seconds: the patience of the rule, and a minute. For `nothing` how long to listen. */
  readonly pageSeconds: number;
  /** From its clearing to the resolve, in seconds. */
  readonly resolveSeconds: number;
  /** Whether it is part of the short catalogue. */
  readonly quick: boolean;
  /** Whether it changes what is known of all agents of the machine, so that no other may be played there meanwhile. */
  readonly alone?: boolean;
}

/** What it touches: faults that touch the same are played one after the other. */
export function touches(one: CatalogueFault, other: CatalogueFault): boolean {
  // Of two that fail together, of which one needs the other, only one pages.
  if (needs(one.agent, other.agent) || needs(other.agent, one.agent)) return true;
  if (one.machine !== other.machine) return false;
  const ofMachine = [one, other].some(({ agent, alone }) => agent === undefined || alone === true);
  return ofMachine || one.agent === other.agent;
}

const dependencies = dependenciesOf(['alpha', 'beta']);

function needs(agent: string | undefined, other: string | undefined): boolean {
  return agent !== undefined && other !== undefined && (dependencies.get(agent)?.includes(other) ?? false);
}

/** What the agents of the demo need directly; names are unique but for agents that nobody needs. */
function dependenciesOf(machines: readonly MachineName[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const machine of machines) {
    const file = new URL(`../../../examples/demo/${machine}/startup_config.yaml`, import.meta.url);
    for (const { name, entry } of agentEntries(parse(readFileSync(file, 'utf8'), { version: '1.1' }))) {
      found.set(name, [...(found.get(name) ?? []), ...(entry.dependencies ?? [])]);
    }
  }
  return found;
}
