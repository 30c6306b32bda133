import type { MachineNeeds } from '../../../audits/graph/view.js';
import type { Agent } from '../../../fleet/model.js';
import type { Health } from '../../../health/patient.js';
import { isCovered, isFailure, isUp, type Verdict } from '../../../health/verdict.js';
import type { BoardSource } from '../source.js';

/** An agent and how it fares. Times are Unix seconds, null where it never happened. */
export interface AgentRow {
  readonly name: string;
  readonly group: string;
  readonly required: boolean;
  readonly verdict: Verdict;
  readonly reason: string;
  /** Since when the verdict holds. */
  readonly since: number | null;
  readonly lastUp: number | null;
  readonly lastProbe: number | null;
  readonly probeSeconds: number;
  readonly protocol: string | null;
  /** Failing agents that it needs, and that may be why it fails; nothing for one that is up. */
  readonly followsFrom: readonly string[];
}

/** A failing agent that needs no other failing one: where to begin. */
export interface Cause {
  readonly agent: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly since: number | null;
  readonly required: boolean;
  /** Failing agents that need it, directly or through others that fail. */
  readonly followers: readonly string[];
}

export interface FleetPart {
  readonly agents: number;
  readonly up: number;
  /** Whose health is known, be it bad. */
  readonly covered: number;
  readonly byVerdict: Readonly<Record<Verdict, number>>;
  /** Whether dependencies are known: without them each failing agent counts as a cause. */
  readonly dependenciesKnown: boolean;
  readonly causes: readonly Cause[];
  /** Worst first. */
  readonly rows: readonly AgentRow[];
}

/** Worst first, healthy last; what nobody knows stands between. */
const gravity: Readonly<Record<Verdict, number>> = {
  refused: 0,
  hung: 1,
  imposter: 2,
  invalid: 3,
  unhealthy: 4,
  unverified: 5,
  unknown: 6,
  degraded: 7,
  healthy: 8,
};

/** All agents of the machine, and which of their failures come first. */
export function fleetPart(source: Pick<BoardSource, 'agents' | 'health' | 'needs'>): FleetPart {
  const seen = source.agents().map((agent) => ({ agent, health: source.health(agent.name) }));
  const needs = source.needs();
  const failing = new Set(seen.filter(({ health }) => isFailure(health.verdict)).map(({ agent }) => agent.name));
  const blame = blameOf(needs, failing);
  const byVerdict = countVerdicts(seen.map(({ health }) => health.verdict));
  const rows = seen
    .map(({ agent, health }) => rowOf(agent, health, blame.get(agent.name) ?? []))
    .sort((a, b) => gravity[a.verdict] - gravity[b.verdict] || Number(b.required) - Number(a.required));
  return {
    agents: rows.length,
    up: rows.filter(({ verdict }) => isUp(verdict)).length,
    covered: rows.filter(({ verdict }) => isCovered(verdict)).length,
    byVerdict,
    dependenciesKnown: needs !== undefined,
    causes: causesOf(rows, failing),
    rows,
  };
}

function countVerdicts(all: readonly Verdict[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = {
    healthy: 0,
    degraded: 0,
    unhealthy: 0,
    hung: 0,
    refused: 0,
    invalid: 0,
    imposter: 0,
    unverified: 0,
    unknown: 0,
  };
  for (const verdict of all) counts[verdict]++;
  return counts;
}

export function rowOf({ name, group, required }: Agent, health: Health, followsFrom: readonly string[]): AgentRow {
  const { verdict, reason, verdictTimestamp, lastHealthyTimestamp, lastProbeTimestamp, probeSeconds, route } = health;
  return {
    name,
    group,
    required,
    verdict,
    reason,
    since: timeOrNull(verdictTimestamp),
    lastUp: timeOrNull(lastHealthyTimestamp),
    lastProbe: timeOrNull(lastProbeTimestamp),
    probeSeconds,
    protocol: route === undefined ? null : `${route.protocol} ${route.port}`,
    followsFrom,
  };
}

/** Unix seconds, of which 0 stands for never. */
export function timeOrNull(seconds: number): number | null {
  return seconds === 0 ? null : seconds;
}

/** For each failing agent the failing ones that it needs; those of other machines are not known here. */
function blameOf(needs: MachineNeeds | undefined, failing: ReadonlySet<string>): ReadonlyMap<string, string[]> {
  const blame = new Map<string, string[]>();
  for (const { agent, needs: needed } of needs?.agents ?? []) {
    if (!failing.has(agent.name)) continue;
    const failed = needed.filter(({ machine, name }) => machine === agent.machine && failing.has(name));
    blame.set(
      agent.name,
      failed.map(({ name }) => name),
    );
  }
  return blame;
}

function causesOf(rows: readonly AgentRow[], failing: ReadonlySet<string>): Cause[] {
  const followersOf = new Map<string, string[]>();
  for (const { name, followsFrom } of rows) {
    for (const needed of followsFrom) {
      const known = followersOf.get(needed);
      if (known === undefined) followersOf.set(needed, [name]);
      else known.push(name);
    }
  }
  return rows
    .filter(({ name, followsFrom }) => failing.has(name) && followsFrom.length === 0)
    .map(({ name, verdict, reason, since, required }) => {
      return { agent: name, verdict, reason, since, required, followers: allFollowers(name, followersOf) };
    })
    .sort((a, b) => b.followers.length - a.followers.length);
}

function allFollowers(cause: string, followersOf: ReadonlyMap<string, readonly string[]>): string[] {
  const found = new Set<string>();
  const open = [cause];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const follower of followersOf.get(name) ?? []) {
      if (found.has(follower)) continue;
      found.add(follower);
      open.push(follower);
    }
  }
  return [...found].sort();
}
