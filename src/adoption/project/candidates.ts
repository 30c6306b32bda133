import type { Binding, Guard, Outline, StarImport } from '../python/outline.js';

/** A binding and its number in the module. */
export interface Candidate {
  readonly binding: Binding;
  readonly index: number;
}

export interface Candidates {
  /** Bindings and star imports in the order in which to try them. */
  readonly inOrder: readonly (Candidate | StarImport)[];
  /** Bindings of which a condition decides. */
  readonly open: readonly Candidate[];
}

/** The bindings of a name that may hold behind a number of them. What the last sure one shadows is left out. */
export function candidatesFor(outline: Outline, name: string, before: number): Candidates {
  let found: Candidate[] = [];
  let since = 0;
  for (const [index, binding] of outline.bindings.entries()) {
    if (binding.name !== name || index >= before) continue;
    if (binding.guard === 'always') {
      since = index + 1;
      found = [];
    }
    found.push({ binding, index });
  }
  const of = (guard: Guard): Candidate[] => found.filter(({ binding }) => binding.guard === guard);
  const trials = trialsOf(found);
  const stars = outline.stars.filter((star) => star.before >= since && star.before <= before);
  const sure = of('always');
  return {
    inOrder: [...latestFirst(trials, stars), ...(trials.length + sure.length > 0 ? sure : of('local'))],
    open: of('either'),
  };
}

/** What one `try` statement binds a name to, in the order in which it comes to it. */
type Trial = readonly Candidate[];

/** A body binds last what it binds last; `except` clauses come to it where the body fails, the first of them first. */
function trialsOf(candidates: readonly Candidate[]): Trial[] {
  const trials: Record<'tried' | 'rescue', Candidate[]>[] = [];
  for (const candidate of candidates) {
    const { guard } = candidate.binding;
    if (guard !== 'tried' && guard !== 'rescue') continue;
    let trial = trials.at(-1);
    if (trial === undefined || (guard === 'tried' && trial.rescue.length > 0)) {
      trial = { tried: [], rescue: [] };
      trials.push(trial);
    }
    trial[guard].push(candidate);
  }
  return trials.map(({ tried, rescue }) => [...tried.reverse(), ...rescue]);
}

function latestFirst(trials: readonly Trial[], stars: readonly StarImport[]): (Candidate | StarImport)[] {
  const placed = [
    ...trials.map((trial) => ({ at: Math.max(...trial.map(({ index }) => index)) + 0.5, items: trial })),
    ...stars.map((star) => ({ at: star.before, items: [star] })),
  ].reverse();
  // Of stars at one place the last stays in front: sorting is stable.
  return placed.sort((a, b) => b.at - a.at).flatMap(({ items }): readonly (Candidate | StarImport)[] => items);
}
