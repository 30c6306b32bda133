import type { Agent } from '../../fleet/model.js';
import type { AuditedMachine, ConfiguredPort } from '../machine.js';
import type { DerivedPort } from '../settings.js';

/** A port that an agent, or the machine itself, will listen on. */
export type Claim = AgentClaim | DerivedClaim | MachineClaim;

/** A port that stands in the entry of an agent. */
export interface AgentClaim {
  readonly kind: 'agent';
  readonly agent: Agent;
  readonly key: ConfiguredPort;
  readonly port: number;
}

/** A port that an agent opens besides, and that no file names. */
export interface DerivedClaim {
  readonly kind: 'derived';
  readonly agent: Agent;
  readonly derived: DerivedPort;
  readonly port: number;
}

/** A port at the top level of a start-up file. */
export interface MachineClaim {
  readonly kind: 'machine';
  readonly key: string;
  readonly port: number;
}

const largestPort = 65_535;

/** The ports that stand in the entries of the agents, in the order of the file. */
export function agentClaims({ agents }: Pick<AuditedMachine, 'agents'>): AgentClaim[] {
  return agents.flatMap((agent): AgentClaim[] => [
    { kind: 'agent', agent, key: 'port', port: agent.port },
    { kind: 'agent', agent, key: 'health_check_port', port: agent.healthCheckPort },
  ]);
}

/** The ports that agents open besides. One at no distance is the configured port itself. */
export function derivedClaims(
  { agents }: Pick<AuditedMachine, 'agents'>,
  derivedPorts: readonly DerivedPort[],
): DerivedClaim[] {
  return agents.flatMap((agent) =>
    derivedPorts.flatMap((derived): DerivedClaim[] => {
      const port = configuredPort(agent, derived.from) + derived.offset;
      return derived.offset === 0 || port < 1 || port > largestPort ? [] : [{ kind: 'derived', agent, derived, port }];
    }),
  );
}

/** The ports of the machine itself. */
export function machineClaims({ machinePorts }: Pick<AuditedMachine, 'machinePorts'>): MachineClaim[] {
  return machinePorts.map(({ key, port }) => ({ kind: 'machine', key, port }));
}

export function configuredPort(agent: Agent, key: ConfiguredPort): number {
  return key === 'port' ? agent.port : agent.healthCheckPort;
}

/** Address of a claim; ports of the machine itself are taken to be open on all. */
export function hostOf(claim: Claim): string | undefined {
  return claim.kind === 'machine' ? undefined : claim.agent.host;
}
