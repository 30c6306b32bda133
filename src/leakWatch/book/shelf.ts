import type { Sighting } from '../sighting.js';
import type { LeakCount, OpenLeak } from './model.js';

/** A leak as it stands on its shelf, which knows when it was last seen. */
export type Listed = Omit<OpenLeak, 'lastSeen'>;

/** All that one source shows. */
export interface Shelf {
  readonly settled: readonly Listed[];
  /** What may yet be corrected. */
  readonly pending: readonly Listed[];
  /** What is not listed for want of room, counted by kind. */
  readonly extra: readonly Extra[];
  /** Unix seconds; that of all its leaks. */
  readonly lastSeen: number;
}

/** What leaks are counted by. */
export type Kind = Pick<Sighting, 'surface' | 'rule' | 'agent'>;

export type Extra = Kind & Pick<LeakCount, 'open'>;

export const emptyShelf: Shelf = { settled: [], pending: [], extra: [], lastSeen: 0 };

/** Equal for leaks that are counted together. */
export function kindOf({ surface, rule, agent }: Kind): string {
  return `${surface} ${rule} ${agent ?? ''}`;
}

/** How many a shelf lists. */
export function listedOn({ settled, pending }: Shelf): number {
  return settled.length + pending.length;
}
