import { type SinkName, sinkNames } from '../mode.js';
import type { Arrival } from './arrival.js';
import { parity } from './parity.js';
import { nothingYet, PathCount, type PathState, usualPatience } from './pathCount.js';

/** What is kept of one machine over a restart. */
export interface SourceState {
  readonly paths: Readonly<Record<SinkName, PathState>>;
  /** The ways of the newest event, each with the sequence from which on all are sent on it. */
  readonly sentOn: Readonly<Partial<Record<SinkName, number>>>;
  /** Sequence after which ways are compared. */
  readonly comparedAfter: number;
}

export const noSource: SourceState = { paths: { http: nothingYet, nats: nothingYet }, sentOn: {}, comparedAfter: 0 };

/** What is known of the events of one machine now. */
export interface SourceView {
  readonly paths: Readonly<Record<SinkName, PathState>>;
  /** The ways on which events should come here. */
  readonly expected: readonly SinkName[];
  /** `undefined` where nothing could be compared: it is sent on one way, or nothing came for long enough. */
  readonly parity: number | undefined;
}

/** How far sequences had come, and when. */
interface Mark {
  readonly at: number;
  readonly top: number;
}

/** Milliseconds from one mark to the next, and for which ways are compared. */
const markEvery = 10_000;
const comparedFor = 3_600_000;

/** Milliseconds for which a sender that has posted here is expected to go on. */
const ourSender = 24 * 3_600_000;

/** Counts the events of one machine on all ways, and compares the ways. */
export class SourceCount {
  readonly #paths: Readonly<Record<SinkName, PathCount>>;
  readonly #patience: number;
  #sentOn: SourceState['sentOn'];
  #comparedAfter: number;
  /** Of the last hour at most. */
  #marks: Mark[] = [];

  constructor(state: SourceState = noSource, patience = usualPatience) {
    const countOf = (name: SinkName) => new PathCount(state.paths[name], patience);
    this.#paths = { http: countOf('http'), nats: countOf('nats') };
    this.#patience = patience;
    this.#sentOn = state.sentOn;
    this.#comparedAfter = state.comparedAfter;
  }

  get state(): SourceState {
    return { paths: this.#states(), sentOn: this.#sentOn, comparedAfter: this.#comparedAfter };
  }

  note(path: SinkName, { epoch, sequence, paths }: Arrival, now: number): void {
    const isNewEpoch = sinkNames.every((name) => this.#paths[name].state.epoch !== epoch);
    const highest = this.#highest();
    const standing = this.#paths[path].note(epoch, sequence, paths[path] ?? sequence, now);
    if (isNewEpoch && standing === 'next') {
      this.#marks = [];
      this.#comparedAfter = 0;
    }
    if ((isNewEpoch && standing === 'next') || sequence > highest) this.#sentOn = paths;
    const last = this.#marks.at(-1);
    if (last === undefined || now - last.at >= markEvery) this.#marks.push({ at: now, top: this.#highest() });
  }

  /** Counts as lost what did not come in time, and compares what had time to come. */
  look(now: number): SourceView {
    for (const name of sinkNames) this.#paths[name].settle(now);
    this.#forget(now - comparedFor);
    const paths = this.#states();
    const sentOn = sinkNames.filter((name) => this.#sentOn[name] !== undefined);
    // The sender posts to one address: whether it is this one shows in what came. Streams are read wherever there are some.
    const expected = sentOn.filter((name) => name === 'nats' || now - paths[name].lastAt < ourSender);
    return { paths, expected, parity: this.#parity(now) };
  }

  #parity(now: number): number | undefined {
    const { http, nats } = this.#states();
    const settled = this.#marks.findLast(({ at }) => at <= now - this.#patience);
    const { http: httpFrom, nats: natsFrom } = this.#sentOn;
    if (settled === undefined || httpFrom === undefined || natsFrom === undefined) return undefined;
    // A way on which nothing ever came does not lead here: the sender posts to one address, which may be another's.
    if (http.received === 0 || nats.received === 0) return undefined;
    const epoch = this.#epoch();
    const [a, b] = [http, nats].map((state) => (state.epoch === epoch ? state : nothingYet));
    if (a === undefined || b === undefined) return undefined;
    const from = Math.max(httpFrom, natsFrom, this.#comparedAfter + 1, a.base, b.base);
    return parity(a, b, { from, to: settled.top });
  }

  #forget(before: number): void {
    while ((this.#marks[0]?.at ?? Number.POSITIVE_INFINITY) <= before) {
      this.#comparedAfter = this.#marks.shift()?.top ?? this.#comparedAfter;
    }
  }

  /** The newer epoch: the one that is not the earlier one of the other way. */
  #epoch(): string {
    const { http, nats } = this.#states();
    if (http.epoch === '') return nats.epoch;
    return nats.epoch !== '' && nats.earlierEpoch === http.epoch ? nats.epoch : http.epoch;
  }

  #highest(): number {
    const epoch = this.#epoch();
    const { http, nats } = this.#states();
    return Math.max(...[http, nats].map((state) => (state.epoch === epoch ? state.top : 0)));
  }

  #states(): Readonly<Record<SinkName, PathState>> {
    return { http: this.#paths.http.state, nats: this.#paths.nats.state };
  }
}
