import type { Difference, Holding, Span } from './model.js';

export type Hole = Extract<Difference, { kind: 'hole' }>;

/** A gap is told from here on, in steps: a scrape that failed once or came late is none. */
const leastSteps = 3;

/** The holes that another hub could fill: of a machine that no hub has seen, it is not the hubs that lack something. */
export function holesOf(holdings: readonly Holding[], span: Span): Hole[] {
  const machines = [...new Set(holdings.flatMap(({ seen }) => [...seen.keys()]))].sort();
  return machines.flatMap((machine) => {
    const all = holdings.map(({ hub, seen }) => ({ hub, at: seen.get(machine) ?? [] }));
    return all.flatMap(({ hub, at }) => {
      const others = all.filter((other) => other.hub !== hub).flatMap((other) => other.at);
      return gaps(at, span)
        .filter(([from, to]) => others.filter((time) => time > from && time < to).length >= leastSteps)
        .map(([from, to]): Hole => ({ kind: 'hole', hub, machine, from, to }));
    });
  });
}

/** Where a hub saw nothing: between two times that are more than a few steps apart, and at both ends. */
function gaps(at: readonly number[], { from, to, stepSeconds }: Span): (readonly [from: number, to: number])[] {
  const bounds = [from - stepSeconds, ...at, to + stepSeconds];
  return bounds.slice(1).flatMap((time, index) => {
    const before = bounds[index] ?? time;
    return time - before > leastSteps * stepSeconds ? [[before, time] as const] : [];
  });
}
