import { Arrivals } from './arrivals.js';
import type { Echo, Heartbeat } from './heartbeat.js';

/** What the heartbeats from and to one peer have told so far. */
export interface Heard {
  /** Unix time in milliseconds of the newest heartbeat from the peer, 0 before the first. */
  readonly heardAt: number;
  /** Unix time in milliseconds at which the newest of ours was sent that the peer says it has heard, 0 before the first. */
  readonly echoedAt: number;
  /** Share of the newest heartbeats of the peer that did not come, 0 to 1. */
  readonly lostRatio: number;
  /** There and back, without the time that the peer kept it. Absent before the first echo. */
  readonly roundTripSeconds: number | undefined;
}

/** What becomes of a heartbeat: `foreign` is for somebody else, `replayed` was said before. */
export type Taken = 'heard' | 'foreign' | 'replayed';

/** Unix time and monotonic time, in milliseconds. */
export interface Clocks {
  now(): number;
  elapsed(): number;
}

/** The exchange of heartbeats with one peer. Of the peer's clock nothing is believed; all times are our own. */
export class Conversation {
  readonly #own: string;
  readonly #peer: string;
  readonly #session: number;
  readonly #clocks: Clocks;
  #sequence = 0;
  #theirs: { session: number; arrivals: Arrivals; newest: Heartbeat; at: number } | undefined;
  #heardAt = 0;
  #echoedAt = 0;
  #echoed = 0;
  #roundTripSeconds: number | undefined;

  /** `session` is the Unix time in milliseconds at which this program started. */
  constructor(own: string, peer: string, session: number, clocks: Clocks) {
    this.#own = own;
    this.#peer = peer;
    this.#session = session;
    this.#clocks = clocks;
  }

  /** The next heartbeat to be sent. */
  next(): Heartbeat {
    this.#sequence += 1;
    const heard = this.#echo();
    return {
      from: this.#own,
      to: this.#peer,
      session: this.#session,
      sequence: this.#sequence,
      sentAt: this.#clocks.elapsed(),
      ...(heard === undefined ? {} : { heard }),
    };
  }

  /** Takes one that has come. What is not news changes nothing. */
  take(heartbeat: Heartbeat): Taken {
    if (heartbeat.from !== this.#peer || heartbeat.to !== this.#own) return 'foreign';
    const arrivals = this.#arrivalsOf(heartbeat);
    if (arrivals === undefined || !arrivals.note(heartbeat.sequence)) return 'replayed';
    const at = this.#clocks.elapsed();
    this.#heardAt = this.#clocks.now();
    // One that was overtaken on the way counts as come, and has nothing new to say.
    if (arrivals.newest !== heartbeat.sequence) return 'heard';
    this.#theirs = { session: heartbeat.session, arrivals, newest: heartbeat, at };
    if (heartbeat.heard?.session === this.#session) this.#noteEcho(heartbeat.heard, at);
    return 'heard';
  }

  get heard(): Heard {
    return {
      heardAt: this.#heardAt,
      echoedAt: this.#echoedAt,
      lostRatio: this.#theirs?.arrivals.lostRatio ?? 0,
      roundTripSeconds: this.#roundTripSeconds,
    };
  }

  /**
   * Of a peer that has started anew the count begins anew. A former session is a replay, unless it answers what this
   * very run of ours has said: then the peer's clock was set back.
   */
  #arrivalsOf({ session, heard }: Heartbeat): Arrivals | undefined {
    const known = this.#theirs;
    if (known === undefined || session > known.session) return new Arrivals();
    if (session === known.session) return known.arrivals;
    return heard?.session === this.#session && heard.sequence > this.#echoed ? new Arrivals() : undefined;
  }

  #echo(): Echo | undefined {
    if (this.#theirs === undefined) return undefined;
    const { newest, at } = this.#theirs;
    const { session, sequence, sentAt } = newest;
    return { session, sequence, sentAt, heldFor: this.#clocks.elapsed() - at };
  }

  #noteEcho({ sequence, sentAt, heldFor }: Echo, at: number): void {
    // What we never said cannot have been heard.
    if (sequence > this.#sequence || sentAt > at) return;
    this.#roundTripSeconds = Math.max(0, at - sentAt - heldFor) / 1000;
    if (sequence <= this.#echoed) return;
    this.#echoed = sequence;
    this.#echoedAt = this.#clocks.now() - (at - sentAt);
  }
}
