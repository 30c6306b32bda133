import type { Match } from './identify.js';

/** A process and what was found out about it, before claims are weighed. */
export interface Claimant {
  readonly identified: Match | undefined;
  /** Another agent, as which the process was started although it runs this one's script. */
  readonly claim: string | undefined;
}

/**
 * Which agent a process is that runs the script of one agent under the name of another. If the other's own script runs
 * as well, the name was merely inherited, as by agents that an agent starts. If not, the process serves the other's
 * ports: it is the other agent, run by a wrong script.
 */
export function weighClaim({ identified, claim }: Claimant, scripted: ReadonlySet<string>): Match | undefined {
  if (claim === undefined || scripted.has(claim)) return identified;
  return { agent: claim, evidence: 'environment', drift: true };
}

/** The agents whose own script runs, under their own name or under none. */
export function scriptedAgents(claimants: Iterable<Claimant>): Set<string> {
  const scripted = new Set<string>();
  for (const { identified, claim } of claimants) {
    if (identified?.evidence === 'script' && claim === undefined) scripted.add(identified.agent);
  }
  return scripted;
}
