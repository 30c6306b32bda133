import type { AuditedMachine } from '../machine.js';
import type { DerivedPort } from '../settings.js';
import { overlap, type Reach, reachOf } from './address.js';
import { agentClaims, type Claim, derivedClaims, hostOf, machineClaims } from './claims.js';

/** Two claims to one port: `claim` and the earlier one that it collides with. */
export interface Collision {
  readonly claim: Claim;
  readonly earlier: Claim;
}

/**
 * All collisions on a machine: each claim against the first that it collides with, so three claims to a port make two
 * collisions. Configured ports come first, then those of the machine, then derived ones, which no file names.
 */
export function collisions(machine: AuditedMachine, derivedPorts: readonly DerivedPort[]): Collision[] {
  const ports = new Map<number, TakenPort>();
  const claims = [...agentClaims(machine), ...machineClaims(machine), ...derivedClaims(machine, derivedPorts)];
  return claims.flatMap((claim) => {
    const reach = reachOf(hostOf(claim));
    const taken = ports.get(claim.port);
    if (taken === undefined) {
      ports.set(claim.port, new TakenPort(claim, reach));
      return [];
    }
    const earlier = taken.firstAgainst(reach);
    taken.add(claim, reach);
    return earlier === undefined || follows(claim, earlier) ? [] : [{ claim, earlier }];
  });
}

/** Two derived ports of one kind collide only where those they are derived from do, which is reported already. */
function follows(claim: Claim, earlier: Claim): boolean {
  return claim.kind === 'derived' && earlier.kind === 'derived' && claim.derived === earlier.derived;
}

/** Who has a port so far: the first for each address, which is all that a further claim can collide with. */
class TakenPort {
  readonly #claims: { readonly claim: Claim; readonly reach: Reach }[] = [];
  readonly #reaches = new Set<string>();

  constructor(claim: Claim, reach: Reach) {
    this.add(claim, reach);
  }

  firstAgainst(reach: Reach): Claim | undefined {
    return this.#claims.find((taken) => overlap(taken.reach, reach))?.claim;
  }

  add(claim: Claim, reach: Reach): void {
    const key = reach.kind === 'one' ? reach.address : reach.kind;
    if (this.#reaches.has(key)) return;
    this.#reaches.add(key);
    this.#claims.push({ claim, reach });
  }
}
