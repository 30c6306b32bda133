import type { EndedLeak, LeakCount } from './model.js';
import { kindOf, type Shelf } from './shelf.js';

/** Counts what shows by kind, and says 0 for kinds of which all have ended. */
export function countLeaks(shelves: Iterable<Shelf>, ended: readonly EndedLeak[]): readonly LeakCount[] {
  const counts = new Map<string, LeakCount>();
  const note = ({ surface, rule, agent, firstSeen, lastSeen, open }: LeakCount) => {
    const key = kindOf({ surface, rule, agent });
    const known = counts.get(key);
    counts.set(key, {
      ...{ surface, rule, agent },
      open: (known?.open ?? 0) + open,
      firstSeen: Math.min(known?.firstSeen ?? firstSeen, firstSeen),
      lastSeen: Math.max(known?.lastSeen ?? lastSeen, lastSeen),
    });
  };
  for (const { settled, pending, extra, lastSeen } of shelves) {
    for (const leak of [...settled, ...pending]) note({ ...leak, lastSeen, open: 1 });
    // The first of each kind is always listed, so this cannot make a kind look younger than it is.
    for (const kind of extra) note({ ...kind, firstSeen: lastSeen, lastSeen });
  }
  const shown = new Set(counts.keys());
  for (const leak of ended) if (!shown.has(kindOf(leak))) note({ ...leak, open: 0 });
  return [...counts.values()];
}
