import type { AuditedMachine } from '../../audits/machine.js';
import type { Claim } from '../../audits/ports/claims.js';
import { collisions } from '../../audits/ports/collisions.js';
import { contains } from '../../audits/ports/ephemeral.js';
import { type PortPlan, planPorts } from '../../audits/ports/plan/plan.js';
import { type PortProposal, proposePorts } from '../../audits/ports/plan/proposal.js';
import { type PortUse, portUse } from '../../audits/ports/use.js';
import type { AuditSettings } from '../../audits/settings.js';

/** A port and who will open it: `health_check_port of Agent`. */
export interface NamedPort {
  readonly port: number;
  readonly claims: readonly string[];
}

/** What `ports` tells of a machine. */
export interface PortOverview {
  readonly machine: AuditedMachine;
  readonly use: PortUse;
  readonly collisions: readonly NamedPort[];
  /** Configured and derived ports outside of the range. */
  readonly outside: readonly NamedPort[];
  readonly proposals: readonly PortProposal[];
  /** Ports for how many agents were asked for. */
  readonly asked: number;
  readonly plan: PortPlan | undefined;
}

export interface OverviewOptions {
  readonly free: number;
  readonly fixPlan: boolean;
}

export function portOverview(
  machine: AuditedMachine,
  settings: AuditSettings,
  { free, fixPlan }: OverviewOptions,
): PortOverview {
  const use = portUse(machine, settings);
  const named = (port: number): NamedPort => ({ port, claims: (use.claims.get(port) ?? []).map(nameOf) });
  const colliding = new Set(collisions(machine, settings.derivedPorts).map(({ claim }) => claim.port));
  const inOrder = (ports: Iterable<number>) => [...ports].sort((a, b) => a - b);
  return {
    machine,
    use,
    collisions: inOrder(colliding).map(named),
    outside: inOrder(use.claims.keys())
      .filter((port) => !contains(settings.portRange, port))
      .map(named),
    proposals: proposePorts(machine, settings, free),
    asked: free,
    plan: fixPlan ? planPorts(machine, settings) : undefined,
  };
}

function nameOf(claim: Claim): string {
  if (claim.kind === 'machine') return claim.key;
  return `${claim.kind === 'agent' ? claim.key : claim.derived.name} of ${claim.agent.name}`;
}
