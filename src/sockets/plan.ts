import { agentClaims, derivedClaims, machineClaims } from '../audits/ports/claims.js';
import type { DerivedPort, PortRange } from '../audits/settings.js';
import type { Agent, ConfiguredPort, Machine } from '../fleet/model.js';
import { addressOf } from '../health/ask.js';
import type { ScriptIndex } from '../processes/scripts.js';
import type { Whereabouts } from './reach.js';

/** What should listen on a machine, as its start-up file and the settings say. */
export interface PortPlan extends Whereabouts, Pick<Machine, 'agents' | 'machinePorts'> {
  readonly derivedPorts: readonly DerivedPort[];
  /** Where the agents' ports should be. */
  readonly range: PortRange;
  /** Ports that are known otherwise, such as where fleetwatch listens, or where an agent shows metrics of its own. */
  readonly otherPorts: ReadonlySet<number>;
  /** Where the scripts of this machine and of the others are. */
  readonly roots: ScriptIndex;
}

/** One port that an agent opens, by the key that it has in the start-up file, or by the name of the derived port. */
export interface PortRole {
  readonly agent: Agent;
  readonly role: string;
  /** The configured port that it is, or follows. */
  readonly key: ConfiguredPort;
  readonly port: number;
  readonly address: string;
  /** No file names it, and not every agent opens it. */
  readonly derived: boolean;
}

/** All ports that the agents of a machine may open, the agents in the fleet's order. */
export function portRoles(plan: PortPlan): PortRole[] {
  return plan.agents.flatMap((agent) => {
    const alone = { agents: [agent] };
    const address = addressOf(agent, plan.address);
    return [
      ...agentClaims(alone).map(({ key, port }) => ({ agent, role: key, key, port, address, derived: false })),
      ...derivedClaims(alone, plan.derivedPorts).map(({ derived: { name, from }, port }) => {
        return { agent, role: name, key: from, port, address, derived: true };
      }),
    ];
  });
}

/** Every port that somebody is known to have, be it an agent, the machine, or fleetwatch. */
export function plannedPorts(plan: PortPlan, roles: readonly PortRole[]): ReadonlySet<number> {
  const ports = new Set(plan.otherPorts);
  for (const { port } of roles) ports.add(port);
  for (const { port } of machineClaims(plan)) ports.add(port);
  return ports;
}
