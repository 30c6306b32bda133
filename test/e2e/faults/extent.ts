import type { MachineName } from '../stackView.js';
import { needsOf, type Place } from './demoAgents.js';

/** What something touches: these agents, and all of these machines. */
export interface Extent {
  readonly agents: readonly Place[];
  readonly machines: readonly MachineName[];
  /** Whether the agents fail: of two that fail together, of which one needs the other, only one pages. */
  readonly fails: boolean;
}

/** Whether two touch the same, or fail for the same reason. What does is played one after the other. */
export function meet(one: Extent, other: Extent): boolean {
  return (
    one.machines.some((machine) => other.machines.includes(machine)) ||
    other.agents.some((place) => touches(one, place)) ||
    one.agents.some((place) => touches(other, place)) ||
    (one.fails && other.fails && (need(one, other) || need(other, one)))
  );
}

function touches({ agents, machines }: Extent, place: Place): boolean {
  return machines.includes(machineOf(place)) || agents.includes(place);
}

function need({ agents }: Extent, other: Extent): boolean {
  const needed = new Set(other.agents.map(agentOf));
  return agents.some((place) => needsOf(agentOf(place)).some((agent) => needed.has(agent)));
}

/** Whether a page that names this machine and agent, as far as it does, can be about it. */
export function concerns(
  { agents, machines }: Extent,
  machine: string | undefined,
  agent: string | undefined,
): boolean {
  if (machine === undefined) return machines.length > 1;
  return machines.some((own) => own === machine) || agents.some((place) => place === `${machine}/${agent}`);
}

export function agentOf(place: Place): string {
  return place.slice(place.indexOf('/') + 1);
}

export function machineOf(place: Place): MachineName {
  return place.startsWith('alpha/') ? 'alpha' : 'beta';
}
