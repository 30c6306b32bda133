import type { Runbook } from '../model.js';

/** A runbook with what is to be finished before it. */
export type Depending = Pick<Runbook, 'id' | 'dependencies'>;

/** Ids in order, each depending on the next, the last on the first. */
export type RunbookCycle = readonly string[];

/**
 * A cycle for each dependency that closes one in a depth-first walk. Each begins with the id that comes first in the
 * alphabet, so that it reads the same wherever the walk began. There are a few dozen runbooks: recursion is fine.
 */
export function cyclesIn(runbooks: readonly Depending[]): RunbookCycle[] {
  const byId = new Map(runbooks.map((runbook) => [runbook.id, runbook]));
  const done = new Set<string>();
  const found: RunbookCycle[] = [];
  const walk = (id: string, path: readonly string[]): void => {
    const at = path.indexOf(id);
    if (at !== -1) {
      found.push(fromFirst(path.slice(at)));
      return;
    }
    if (done.has(id)) return;
    for (const dependency of byId.get(id)?.dependencies ?? []) walk(dependency, [...path, id]);
    done.add(id);
  };
  for (const { id } of runbooks) walk(id, []);
  return found;
}

function fromFirst(cycle: readonly string[]): RunbookCycle {
  const first = cycle.indexOf(cycle.toSorted()[0] ?? '');
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
