import type { Sighting } from '../sighting.js';

/** A credential that shows now. Times are Unix seconds, and survive a restart. */
export interface OpenLeak extends Sighting {
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/** A credential that showed, and does not any more. */
export interface EndedLeak extends OpenLeak {
  readonly endedAt: number;
}

/** What shows of one rule on one surface of one agent; `open` is 0 for a while after the last has ended. */
export interface LeakCount extends Pick<Sighting, 'surface' | 'rule' | 'agent'> {
  /** Exact, also where there are more than the book lists. */
  readonly open: number;
  /** Of the first and the last that is listed, Unix seconds. */
  readonly firstSeen: number;
  readonly lastSeen: number;
}
