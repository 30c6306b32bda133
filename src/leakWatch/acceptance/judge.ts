import { dayOf } from '../../check/baseline/apply.js';
import type { Sighting } from '../sighting.js';
import type { PlacedAcceptance } from './entry.js';

/** Leaks, held against what is accepted. */
export interface Judged<Leak> {
  readonly open: readonly Leak[];
  readonly accepted: readonly Leak[];
  /** Entries whose day is over though what they speak of still shows. */
  readonly expired: readonly PlacedAcceptance[];
  /** Entries that speak of nothing that shows. */
  readonly unmatched: readonly PlacedAcceptance[];
  /** Unix time in seconds at which the first acceptance of something that shows ends; nothing where none does. */
  readonly nextEnd: number | undefined;
}

/** Separates accepted leaks from others; `now` is Unix time in milliseconds. */
export function judge<Leak extends Pick<Sighting, 'fingerprint' | 'rule'>>(
  leaks: readonly Leak[],
  entries: readonly PlacedAcceptance[],
  now: number,
): Judged<Leak> {
  const today = dayOf(now);
  const candidates = byFingerprint(entries);
  const used = new Set<PlacedAcceptance>();
  const open: Leak[] = [];
  const accepted: Leak[] = [];
  const ends: number[] = [];
  for (const leak of leaks) {
    const matching = (candidates.get(leak.fingerprint) ?? []).filter(
      ({ rule }) => rule === undefined || rule === leak.rule,
    );
    for (const entry of matching) used.add(entry);
    const valid = matching.filter(({ until }) => until >= today);
    if (valid.length === 0) {
      open.push(leak);
    } else {
      accepted.push(leak);
      ends.push(Math.max(...valid.map(({ until }) => endOf(until))));
    }
  }
  return {
    open,
    accepted,
    expired: entries.filter((entry) => used.has(entry) && entry.until < today),
    unmatched: entries.filter((entry) => !used.has(entry)),
    nextEnd: ends.length === 0 ? undefined : Math.min(...ends),
  };
}

function byFingerprint(entries: readonly PlacedAcceptance[]): ReadonlyMap<string, readonly PlacedAcceptance[]> {
  const index = new Map<string, PlacedAcceptance[]>();
  for (const entry of entries) {
    const others = index.get(entry.fingerprint);
    if (others === undefined) index.set(entry.fingerprint, [entry]);
    else others.push(entry);
  }
  return index;
}

/** The end of a day in UTC, Unix time in seconds. */
function endOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000 + 86_400;
}
