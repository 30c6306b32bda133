import type { AgentAdoption } from './model.js';

/** An agent that is to be moved to the base class. */
export interface Migration {
  readonly adoption: AgentAdoption;
  /** Agents that depend on it, directly and through others. */
  readonly dependents: number;
}

/** The legacy agents, those first on which most others depend. */
export function migrationList(
  adoptions: readonly AgentAdoption[],
  dependentsOf: (machine: string, agent: string) => number,
): Migration[] {
  return adoptions
    .filter(({ state }) => state === 'legacy')
    .map((adoption) => ({ adoption, dependents: dependentsOf(adoption.machine, adoption.agent) }))
    .sort(
      (a, b) =>
        b.dependents - a.dependents ||
        compare(a.adoption.machine, b.adoption.machine) ||
        compare(a.adoption.agent, b.adoption.agent),
    );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
