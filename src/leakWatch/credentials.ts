import type { Surface } from '../leaks/model.js';
import type { Sighting } from './sighting.js';

/** The worst surface first: everybody on the machine reads command lines, and logs travel. */
export const surfacesByHarm = ['cmdline', 'log', 'environ', 'config', 'code'] as const satisfies readonly Surface[];

const harmRank: Readonly<Record<Surface, number>> = { cmdline: 0, log: 1, environ: 2, config: 3, code: 4 };

/** Different credentials that show worst on one surface; `open` is 0 for a while after the last has ended. */
export interface CredentialCount extends Pick<Sighting, 'surface' | 'rule' | 'agent'> {
  readonly open: number;
}

interface Known extends Omit<CredentialCount, 'open'> {
  /** Unix seconds. */
  readonly seenAt: number;
}

const rememberedSeconds = 86_400;
const rememberedAtMost = 5000;

/**
 * Counts each credential once, wherever and however often it shows, on the surface on which it does most harm: a credential of
 * the start-up file that 50 agents have in their environments is one thing to mend, and one alert. It counts for
 * an agent only where no other one shows it.
 */
export class Credentials {
  /** Credentials that several agents have shown, by surface; they stay shared, so that nothing flaps as agents restart. */
  #shared = new Set<string>();
  readonly #known = new Map<string, Known>();

  /** @param now Unix time in seconds */
  count(leaks: Iterable<Sighting>, now: number): readonly CredentialCount[] {
    const open = new Map<string, number>();
    const shared = new Set<string>();
    for (const [fingerprint, shows] of worstByFingerprint(leaks)) {
      const [first] = shows;
      if (first === undefined) continue;
      const mark = `${fingerprint} ${first.surface}`;
      const isShared = this.#shared.has(mark) || shows.some(({ agent }) => agent !== first.agent);
      if (isShared) shared.add(mark);
      // The same value may be known by its form in one place and by its name in another.
      const [rule = first.rule] = shows.map((show) => show.rule).sort();
      const kind = { surface: first.surface, rule, agent: isShared ? undefined : first.agent };
      const key = `${kind.surface} ${kind.rule} ${kind.agent ?? ''}`;
      open.set(key, (open.get(key) ?? 0) + 1);
      this.#known.delete(key);
      this.#known.set(key, { ...kind, seenAt: now });
    }
    this.#shared = shared;
    this.#forget(now);
    return Array.from(this.#known, ([key, { surface, rule, agent }]) => {
      return { surface, rule, agent, open: open.get(key) ?? 0 };
    });
  }

  /** Those seen last stand last. */
  #forget(now: number): void {
    for (const [key, { seenAt }] of this.#known) {
      if (now - seenAt < rememberedSeconds && this.#known.size <= rememberedAtMost) return;
      this.#known.delete(key);
    }
  }
}

/** Where each credential shows on its worst surface. */
function worstByFingerprint(leaks: Iterable<Sighting>): ReadonlyMap<string, readonly Sighting[]> {
  const worst = new Map<string, Sighting[]>();
  for (const leak of leaks) {
    const known = worst.get(leak.fingerprint);
    const rank = known?.[0] === undefined ? Number.POSITIVE_INFINITY : harmRank[known[0].surface];
    if (harmRank[leak.surface] < rank) worst.set(leak.fingerprint, [leak]);
    else if (harmRank[leak.surface] === rank) known?.push(leak);
  }
  return worst;
}
