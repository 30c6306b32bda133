import { isDeepStrictEqual } from 'node:util';
import type { Sighting } from '../sighting.js';
import { Former } from './former.js';
import { kindOf, type Listed, type Shelf } from './shelf.js';

/** How many leaks are listed at most; the first of each kind in a source always is. */
export interface Limits {
  readonly ofSource: number;
  readonly ofAll: number;
}

export interface Stock {
  readonly shelf: Shelf;
  /** Whether all that the shelf held is shown anew, or only what was pending. */
  readonly anew: boolean;
  readonly settled: readonly Sighting[];
  readonly pending: readonly Sighting[];
  /** How many settled leaks may be listed. */
  readonly most: number;
  /** Unix seconds. */
  readonly now: number;
}

/** Brings together what a source showed and what it shows. `gone` is what it shows no more. */
export function takeStock(stock: Stock): { readonly shelf: Shelf; readonly gone: readonly Listed[] } {
  const { shelf, anew, now, most } = stock;
  const former = new Former(anew ? [...shelf.settled, ...shelf.pending] : shelf.pending);
  const found = findAgain([...stock.settled, ...stock.pending], former, anew, now);
  const kept = anew ? [] : shelf.settled;
  const kinds = new Set(kept.map(kindOf));
  const extra = new Map(anew ? [] : shelf.extra.map((entry) => [kindOf(entry), entry]));
  const listed = [...kept];
  for (const leak of found.slice(0, stock.settled.length)) {
    const kind = kindOf(leak);
    if (listed.length < most || !kinds.has(kind)) {
      kinds.add(kind);
      listed.push(leak);
    } else {
      const { surface, rule, agent } = leak;
      extra.set(kind, { surface, rule, agent, open: (extra.get(kind)?.open ?? 0) + 1 });
    }
  }
  return {
    shelf: {
      settled: sameOr(shelf.settled, listed),
      // Few, as they all stand within the last bytes of a file: these are not counted against the limits.
      pending: sameOr(shelf.pending, found.slice(stock.settled.length)),
      extra: isDeepStrictEqual(shelf.extra, [...extra.values()]) ? shelf.extra : [...extra.values()],
      lastSeen: now,
    },
    gone: former.rest(),
  };
}

/** The leaks of sightings, with the first sight of those that were known. What fits better is found before what fits. */
function findAgain(sightings: readonly Sighting[], former: Former, anew: boolean, now: number): readonly Listed[] {
  const found = sightings.map((sighting) => former.takeSame(sighting));
  const take = (how: (sighting: Sighting) => Listed | undefined) => {
    for (const [index, sighting] of sightings.entries()) found[index] ??= how(sighting);
  };
  take((sighting) => former.takeMoved(sighting));
  // A line that was not complete showed part of the value. Elsewhere another value at the same place is another leak.
  if (!anew) take((sighting) => former.takeCorrected(sighting));
  return sightings.map((sighting, index) => {
    const known = found[index];
    const { surface, rule, fingerprint, place, agent } = sighting;
    const leak = { surface, rule, fingerprint, place, agent, firstSeen: known?.firstSeen ?? now };
    return known !== undefined && isDeepStrictEqual(known, leak) ? known : leak;
  });
}

/** The former list where the new one holds the same leaks: what has not changed need not be written. */
function sameOr(former: readonly Listed[], leaks: readonly Listed[]): readonly Listed[] {
  const same = former.length === leaks.length && leaks.every((leak, index) => leak === former[index]);
  return same ? former : leaks;
}
