import type { Sighting } from '../sighting.js';
import { countLeaks } from './counts.js';
import type { Journal } from './journal.js';
import type { EndedLeak, LeakCount, OpenLeak } from './model.js';
import { keys, readRecords } from './records.js';
import { emptyShelf, type Listed, listedOn, type Shelf } from './shelf.js';
import { type Limits, type Stock, takeStock } from './takeStock.js';

export interface LeakBookOptions {
  /** Where the book is kept, and what it held when it was opened. */
  readonly journal: Journal;
  readonly entries: ReadonlyMap<string, unknown>;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly limits?: Limits;
}

const defaultLimits: Limits = { ofSource: 200, ofAll: 10_000 };
/** What has ended is known for so many seconds: its series say 0, and people may ask. */
const endedSeconds = 86_400;
const endedAtMost = 5000;
/** Seconds by which the last sight may be older after a restart; to write each would never let the disk rest. */
const lastSeenSeconds = 300;

/**
 * What is open now, and what has ended. Leaks come by source, a process or a file: a source shows a set of leaks at a
 * time, and what it shows no more has ended. What changes goes into the journal, and is kept once its owner commits.
 */
export class LeakBook {
  readonly #journal: Journal;
  readonly #now: () => number;
  readonly #limits: Limits;
  readonly #shelves: Map<string, Shelf>;
  readonly #ended: Map<number, EndedLeak>;
  readonly #writtenLastSeen = new Map<string, number>();
  #listed = 0;
  #nextEnded: number;

  constructor({ journal, entries, now, limits = defaultLimits }: LeakBookOptions) {
    this.#journal = journal;
    this.#now = () => now() / 1000;
    this.#limits = limits;
    const { shelves, ended } = readRecords(entries);
    this.#shelves = shelves;
    this.#ended = ended;
    this.#nextEnded = 1 + [...ended.keys()].reduce((most, number) => Math.max(most, number), 0);
    for (const [source, shelf] of shelves) {
      this.#listed += listedOn(shelf);
      this.#writtenLastSeen.set(source, shelf.lastSeen);
    }
  }

  /** What a source shows now, all of it. What it showed before and does not any more has ended. */
  see(source: string, sightings: readonly Sighting[]): void {
    this.#take(source, { anew: true, settled: sightings, pending: [] });
  }

  /**
   * What a source shows besides what it has shown, as a growing file does. `pending` replaces what was pending, and is what
   * the next call may correct: the same value remains the same leak, another one at its place mends it.
   */
  add(source: string, settled: readonly Sighting[], pending: readonly Sighting[]): void {
    this.#take(source, { anew: false, settled, pending });
  }

  /** Notes that a source still shows all it showed; `renamed` tells each leak's place and agent where they are others now. */
  renew(source: string, renamed?: (leak: Listed) => Pick<Sighting, 'place' | 'agent'>): void {
    const former = this.#shelves.get(source);
    if (former === undefined) return;
    const shelf = { ...former, lastSeen: this.#now() };
    const rename = (leak: Listed): Listed => ({ ...leak, ...renamed?.(leak) });
    const renew = (leaks: readonly Listed[]) => (renamed === undefined ? leaks : leaks.map(rename));
    this.#keep(source, former, { ...shelf, settled: renew(former.settled), pending: renew(former.pending) });
  }

  /** Sources that show something. Those of a former run that are gone meanwhile are to be seen with nothing. */
  sources(): readonly string[] {
    return [...this.#shelves.keys()];
  }

  /** What shows now, as far as there is room for it. */
  open(): readonly OpenLeak[] {
    return [...this.#shelves.values()].flatMap(({ settled, pending, lastSeen }) =>
      [...settled, ...pending].map((leak) => ({ ...leak, lastSeen })),
    );
  }

  /** What has ended within a day, the oldest first. */
  ended(): readonly EndedLeak[] {
    const since = this.#now() - endedSeconds;
    for (const [number, { endedAt }] of this.#ended) if (endedAt < since) this.#forget(number);
    return [...this.#ended.values()];
  }

  /** Leaks that show now and are counted, but not listed. */
  get unlisted(): number {
    let sum = 0;
    for (const { extra } of this.#shelves.values()) for (const { open } of extra) sum += open;
    return sum;
  }

  /** Counts by surface, rule and agent; also 0 where all have ended within a day. */
  counts(): readonly LeakCount[] {
    return countLeaks(this.#shelves.values(), this.ended());
  }

  #take(source: string, shown: Pick<Stock, 'anew' | 'settled' | 'pending'>): void {
    const former = this.#shelves.get(source) ?? emptyShelf;
    // Nearly all sources show nothing, and never did.
    if (former === emptyShelf && shown.settled.length + shown.pending.length === 0) return;
    const room = this.#limits.ofAll - this.#listed + former.settled.length;
    const most = Math.min(this.#limits.ofSource, room);
    const { shelf, gone } = takeStock({ ...shown, shelf: former, most, now: this.#now() });
    for (const leak of gone) this.#end({ ...leak, lastSeen: former.lastSeen, endedAt: shelf.lastSeen });
    this.#keep(source, former, shelf);
  }

  #keep(source: string, former: Shelf, shelf: Shelf): void {
    const listed = listedOn(shelf);
    this.#listed += listed - listedOn(former);
    if (listed === 0) {
      this.#shelves.delete(source);
      this.#writtenLastSeen.delete(source);
      this.#journal.remove(keys.listed(source));
      this.#journal.remove(keys.extra(source));
      return;
    }
    this.#shelves.set(source, shelf);
    const { settled, pending, extra, lastSeen } = shelf;
    const isSame = settled === former.settled && pending === former.pending;
    if (!isSame) this.#journal.put(keys.listed(source), { settled, pending });
    const written = this.#writtenLastSeen.get(source) ?? 0;
    if (isSame && extra === former.extra && lastSeen - written < lastSeenSeconds) return;
    this.#writtenLastSeen.set(source, lastSeen);
    this.#journal.put(keys.extra(source), { extra, lastSeen });
  }

  #end(leak: EndedLeak): void {
    const [oldest] = this.#ended.keys();
    if (this.#ended.size >= endedAtMost && oldest !== undefined) this.#forget(oldest);
    const number = this.#nextEnded++;
    this.#ended.set(number, leak);
    this.#journal.put(keys.ended(number), leak);
  }

  #forget(number: number): void {
    this.#ended.delete(number);
    this.#journal.remove(keys.ended(number));
  }
}
