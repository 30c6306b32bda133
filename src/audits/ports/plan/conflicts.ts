import type { Agent } from '../../../fleet/model.js';
import type { AuditedMachine, ConfiguredPort } from '../../machine.js';
import type { DerivedPort } from '../../settings.js';
import { overlap, reachOf } from '../address.js';
import { agentClaims, type Claim, derivedClaims, hostOf, machineClaims } from '../claims.js';

/** A port that stands in a start-up file, and can be changed there. Ports derived from it change with it. */
export type PortEntry =
  | { readonly kind: 'agent'; readonly agent: Agent; readonly key: ConfiguredPort; readonly port: number }
  | { readonly kind: 'machine'; readonly key: string; readonly port: number };

/** Which entries cannot both stay as they are. Entries are known by their index. */
export interface PortConflicts {
  readonly entries: readonly PortEntry[];
  /** For each entry, those it is in conflict with. */
  readonly against: readonly ReadonlySet<number>[];
  /** Entries that have to change, whatever becomes of the others. */
  readonly forced: ReadonlySet<number>;
  /** Whether a port is claimed by so many that not all choices of who keeps it are weighed. */
  readonly crowded: boolean;
}

interface Claimant {
  readonly entry: number;
  readonly claim: Claim;
}

/** Claims to one port that are weighed against each other: their number squared is the number of conflicts. */
const crowd = 64;

/** All conflicts between the ports of a machine, and with the exporter's own. */
export function portConflicts(machine: AuditedMachine, derivedPorts: readonly DerivedPort[]): PortConflicts {
  const { entries, byPort } = claimants(machine, derivedPorts);
  const against = entries.map(() => new Set<number>());
  const forced = new Set<number>();
  let crowded = false;
  for (const [port, group] of byPort) {
    if (port === machine.exporterPort) for (const { entry } of group) forced.add(entry);
    if (group.length > crowd) {
      crowded = true;
      for (const entry of allButOne(group)) forced.add(entry);
      continue;
    }
    for (const [index, a] of group.entries()) {
      for (const b of group.slice(index + 1)) {
        if (a.entry === b.entry || !collide(a.claim, b.claim)) continue;
        against[a.entry]?.add(b.entry);
        against[b.entry]?.add(a.entry);
      }
    }
  }
  return { entries, against, forced, crowded };
}

function claimants(machine: AuditedMachine, derivedPorts: readonly DerivedPort[]) {
  const entries: PortEntry[] = [];
  const indexOf = new Map<Agent | string, Map<string, number>>();
  const byPort = new Map<number, Claimant[]>();
  const claim = (owner: Agent | string, key: string, claim: Claim) => {
    const entry = indexOf.get(owner)?.get(key);
    if (entry === undefined) return;
    const group = byPort.get(claim.port);
    if (group === undefined) byPort.set(claim.port, [{ entry, claim }]);
    else group.push({ entry, claim });
  };
  const enter = (owner: Agent | string, entry: PortEntry) => {
    const keys = indexOf.get(owner) ?? new Map<string, number>();
    indexOf.set(owner, keys.set(entry.key, entries.length));
    entries.push(entry);
  };
  for (const each of agentClaims(machine)) {
    enter(each.agent, each);
    claim(each.agent, each.key, each);
  }
  for (const each of machineClaims(machine)) {
    enter(each.key, each);
    claim(each.key, each.key, each);
  }
  for (const each of derivedClaims(machine, derivedPorts)) claim(each.agent, each.derived.from, each);
  return { entries, byPort };
}

function collide(a: Claim, b: Claim): boolean {
  return overlap(reachOf(hostOf(a)), reachOf(hostOf(b)));
}

/** Of a crowd the first stays, and with it everybody whom the others do not meet. */
function* allButOne(group: readonly Claimant[]): Generator<number> {
  const staying: Claimant[] = [];
  for (const claimant of group) {
    if (staying.some(({ entry, claim }) => entry !== claimant.entry && collide(claim, claimant.claim))) {
      yield claimant.entry;
    } else {
      staying.push(claimant);
    }
  }
}
