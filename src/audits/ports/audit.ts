import type { Finding } from '../../finding.js';
import type { Audit } from '../audit.js';
import type { AuditedMachine } from '../machine.js';
import type { AuditSettings } from '../settings.js';
import { type AgentClaim, agentClaims, type DerivedClaim, derivedClaims } from './claims.js';
import { collisions } from './collisions.js';
import { contains } from './ephemeral.js';
import {
  collisionFinding,
  ephemeralFinding,
  exporterFinding,
  outsideRangeFinding,
  portCodes,
  wellKnownFinding,
} from './findings.js';
import { portUse } from './use.js';
import { wellKnownServer } from './wellKnown.js';

/** Risk C: can every agent have the ports it will open, on its own machine? */
export const portsAudit: Audit = {
  name: 'ports',
  risk: 'C',
  codes: portCodes,
  audit: ({ machines, settings }) => ({
    findings: machines.flatMap((machine) => portFindings(machine, settings)),
    tables: [{ title: 'ports', rows: machines.map((machine) => useRow(machine, settings)) }],
  }),
};

/** What is wrong with the ports of one machine. */
export function portFindings(machine: AuditedMachine, settings: AuditSettings): Finding[] {
  return [
    ...collisions(machine, settings.derivedPorts).map((collision) => collisionFinding(machine, collision)),
    ...unfitPorts(machine, settings),
  ];
}

/** Ports that nothing else in the file claims, but that are no good choice. */
function unfitPorts(machine: AuditedMachine, settings: AuditSettings): Finding[] {
  const { portRange, ephemeralPorts, derivedPorts } = settings;
  const configured = agentClaims(machine).flatMap((claim): Finding[] => [
    ...(contains(portRange, claim.port) ? [] : [outsideRangeFinding(machine, claim, portRange)]),
    ...(contains(ephemeralPorts, claim.port) ? [ephemeralFinding(machine, claim, ephemeralPorts)] : []),
    ...portsOfServers(machine, claim),
  ]);
  return [...configured, ...derivedClaims(machine, derivedPorts).flatMap((claim) => portsOfServers(machine, claim))];
}

function portsOfServers(machine: AuditedMachine, claim: AgentClaim | DerivedClaim): Finding[] {
  if (claim.port === machine.exporterPort) return [exporterFinding(machine, claim)];
  const server = wellKnownServer(claim.port);
  return server === undefined ? [] : [wellKnownFinding(machine, claim, server)];
}

function useRow(machine: AuditedMachine, settings: AuditSettings): string[] {
  const { used, free, largestFree } = portUse(machine, settings);
  const { first, last } = settings.portRange;
  const block = largestFree === undefined ? 'none' : `${largestFree.first}-${largestFree.last}`;
  return [machine.name, `${used} used, ${free} free of ${first}-${last}, largest free block ${block}`];
}
