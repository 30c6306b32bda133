import type { Finding } from '../../finding.js';
import type { Audit } from '../audit.js';
import type { AuditedMachine } from '../machine.js';
import type { AuditSettings } from '../settings.js';
import { agentClaims } from './claims.js';
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
    findings: machines.flatMap((machine) => [
      ...collisions(machine, settings.derivedPorts).map((collision) => collisionFinding(machine, collision)),
      ...unfitPorts(machine, settings),
    ]),
    tables: [{ title: 'ports', rows: machines.map((machine) => useRow(machine, settings)) }],
  }),
};

/** Ports that nothing else in the file claims, but that are no good choice. */
function unfitPorts(machine: AuditedMachine, { portRange, ephemeralPorts }: AuditSettings): Finding[] {
  return agentClaims(machine).flatMap((claim): Finding[] => {
    const server = wellKnownServer(claim.port);
    return [
      ...(contains(portRange, claim.port) ? [] : [outsideRangeFinding(machine, claim, portRange)]),
      ...(contains(ephemeralPorts, claim.port) ? [ephemeralFinding(machine, claim, ephemeralPorts)] : []),
      ...(claim.port === machine.exporterPort
        ? [exporterFinding(machine, claim)]
        : server === undefined
          ? []
          : [wellKnownFinding(machine, claim, server)]),
    ];
  });
}

function useRow(machine: AuditedMachine, settings: AuditSettings): string[] {
  const { used, free, largestFree } = portUse(machine, settings);
  const { first, last } = settings.portRange;
  const block = largestFree === undefined ? 'none' : `${largestFree.first}-${largestFree.last}`;
  return [machine.name, `${used} used, ${free} free of ${first}-${last}, largest free block ${block}`];
}
