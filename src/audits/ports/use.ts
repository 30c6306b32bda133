import type { AuditedMachine } from '../machine.js';
import type { AuditSettings, PortRange } from '../settings.js';
import { agentClaims, type Claim, derivedClaims, machineClaims } from './claims.js';

/** How the port range of a machine is used. */
export interface PortUse {
  /** All claims, by port; also those outside of the range. */
  readonly claims: ReadonlyMap<number, readonly Claim[]>;
  /** Ports of the range that are claimed. */
  readonly used: number;
  readonly free: number;
  readonly largestFree: PortRange | undefined;
}

/** Counts what configured and derived ports take of the range, whatever the addresses they are opened on. */
export function portUse(machine: AuditedMachine, { portRange, derivedPorts }: AuditSettings): PortUse {
  const claims = new Map<number, Claim[]>();
  for (const claim of [...agentClaims(machine), ...machineClaims(machine), ...derivedClaims(machine, derivedPorts)]) {
    const others = claims.get(claim.port);
    if (others === undefined) claims.set(claim.port, [claim]);
    else others.push(claim);
  }
  let used = 0;
  let blockStart = portRange.first;
  let largestFree: PortRange | undefined;
  const endBlock = (last: number) => {
    const size = largestFree === undefined ? 0 : largestFree.last - largestFree.first + 1;
    if (last - blockStart + 1 > size) largestFree = { first: blockStart, last };
  };
  for (let port = portRange.first; port <= portRange.last; port++) {
    if (!claims.has(port)) continue;
    used += 1;
    endBlock(port - 1);
    blockStart = port + 1;
  }
  endBlock(portRange.last);
  return { claims, used, free: portRange.last - portRange.first + 1 - used, largestFree };
}
