import type { SinkName } from '../mode.js';
import { readArrival } from './arrival.js';
import { SourceCount, type SourceState, type SourceView } from './sourceCount.js';

/** Where reading of a stream goes on. The time at which it was made tells a stream from one of the same name. */
export interface Position {
  readonly created: string;
  readonly next: number;
}

/** All that outlives a restart, written in one piece: what was counted and how far streams were read always agree. */
export interface ReceptionState {
  readonly version: 1;
  readonly sources: Readonly<Record<string, SourceState>>;
  readonly positions: Readonly<Record<string, Position>>;
}

/** What is known of all machines. */
export interface ReceptionView {
  readonly sources: ReadonlyMap<string, SourceView>;
  /** What came and was no event of a machine of the fleet, since this process started. */
  readonly unreadable: Readonly<Record<SinkName, number>>;
}

/** Counts the events of all machines of the fleet, on whichever way they come. */
export class Reception {
  readonly #sources: ReadonlyMap<string, SourceCount>;
  readonly #positions: Map<string, Position>;
  readonly #unreadable = { http: 0, nats: 0 };
  readonly #now: () => number;

  /**
   * Events of other machines than these are not counted, so that nobody can fill the memory with names. `patience`: milliseconds
   * for which an event is waited for.
   */
  constructor(machines: readonly string[], kept: ReceptionState | undefined, now: () => number, patience?: number) {
    this.#sources = new Map(machines.map((machine) => [machine, new SourceCount(kept?.sources[machine], patience)]));
    this.#positions = new Map(Object.entries(kept?.positions ?? {}));
    this.#now = now;
  }

  /** Counts what came; `false` where it was no event of the fleet. */
  note(path: SinkName, event: unknown): boolean {
    const arrival = readArrival(event);
    const source = arrival === undefined ? undefined : this.#sources.get(arrival.source);
    if (arrival === undefined || source === undefined) {
      this.#unreadable[path]++;
      return false;
    }
    source.note(path, arrival, this.#now());
    return true;
  }

  /** The sequence at which reading of a stream goes on; the first for one that is not known, or was made anew. */
  next(stream: string, created: string): number {
    const position = this.#positions.get(stream);
    return position?.created === created ? position.next : 1;
  }

  /** To be said after the event at that sequence was noted. */
  moveOn(stream: string, position: Position): void {
    this.#positions.set(stream, position);
  }

  view(): ReceptionView {
    const now = this.#now();
    const sources = Array.from(this.#sources, ([machine, source]) => [machine, source.look(now)] as const);
    return { sources: new Map(sources), unreadable: { ...this.#unreadable } };
  }

  get state(): ReceptionState {
    const sources = Array.from(this.#sources, ([machine, source]) => [machine, source.state] as const);
    return { version: 1, sources: Object.fromEntries(sources), positions: Object.fromEntries(this.#positions) };
  }
}
