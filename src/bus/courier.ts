import { Alarm } from './alarm.js';
import type { PlacedEvent } from './buffer/lines.js';
import type { EventLog } from './buffer/log.js';
import type { BufferedEvent } from './buffer/record.js';
import type { SinkName } from './mode.js';
import { replayPause } from './pace.js';
import type { SendFailure, Sink } from './sinks/sink.js';
import type { BusTally } from './tally.js';

export interface CourierOptions {
  readonly name: SinkName;
  readonly log: EventLog;
  readonly tally: BusTally;
  /** Up to this sequence the sink has acknowledged everything in a former process. */
  readonly acknowledged: number;
  readonly maxAgeSeconds: number;
  /** New events a second. */
  readonly livePerSecond: () => number;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** A sink begins to fail, or fails otherwise; `undefined`: it works again. */
  readonly changed: (sink: SinkName, failure: SendFailure | undefined) => void;
}

const portion = { events: 512, bytes: 1024 * 1024 };
/** A backlog of so many events is replayed at a pace. */
const replayFrom = 2 * portion.events;
/** Milliseconds until the next attempt: from, to. */
const shortestWait = 250;
const longestWait = 5000;

/**
 * Carries events from the buffer to one sink, in their sequence, a batch at a time; a batch that fails is sent again
 * until it is taken or too old. What is new waits behind what is old.
 */
export class Courier {
  readonly #options: CourierOptions;
  #sink: Sink | undefined;
  /** Taken from the buffer and not yet acknowledged. */
  #held: readonly PlacedEvent[] = [];
  #acknowledged: number;
  #failure: SendFailure | undefined;
  #hasDelivered = false;
  #replaying = true;
  #isFetching = false;
  #attempts = 0;
  #isStopped = false;
  #isPaused = false;
  /** Something may be in the buffer. */
  readonly #news = new Alarm();
  /** Sink or mode are others. */
  readonly #turn = new Alarm();
  #running = Promise.resolve();

  constructor(options: CourierOptions) {
    this.#options = options;
    this.#acknowledged = options.acknowledged;
  }

  /** Whether the last attempt was acknowledged. False until there was one. */
  get isUp(): boolean {
    return this.#hasDelivered && this.#failure === undefined;
  }

  /** What is not acknowledged yet. `oldestAt` (Unix milliseconds) is absent without any. */
  get backlog(): { readonly events: number; readonly bytes: number; readonly oldestAt: number | undefined } {
    const waiting = this.#options.log.waiting(this.#options.name);
    const [oldest] = this.#held;
    return {
      events: this.#held.length + waiting.events,
      bytes: this.#held.reduce((sum, { bytes }) => sum + bytes, waiting.bytes),
      oldestAt: oldest?.at ?? (waiting.events > 0 ? waiting.oldestAt : undefined),
    };
  }

  /** Up to this sequence nothing is left to do here; `written` is the last one in the buffer. */
  settled(written: number): number {
    const [oldest] = this.#held;
    if (oldest !== undefined) return oldest.sequence - 1;
    if (this.#isFetching) return this.#acknowledged;
    return this.#options.log.waiting(this.#options.name).events === 0 ? written : this.#acknowledged;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Sends to this from now on; `undefined`: keeps what is there. */
  async use(sink: Sink | undefined): Promise<void> {
    const former = this.#sink;
    this.#sink = sink;
    this.#attempts = 0;
    await former?.close();
    this.#turnNow();
  }

  /** Sends nothing, or goes on. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#turnNow();
  }

  /** There is something to do. */
  wake(): void {
    this.#news.ring();
  }

  /** Ends after the batch under way, which fails when it is late. What is left stays in the buffer. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#turnNow();
    await this.#sink?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      const sink = this.#sink;
      if (sink === undefined || this.#isPaused) {
        await this.#news.wait();
      } else if (await this.#fetch()) {
        await this.#wait(await this.#send(sink));
      } else {
        await this.#news.wait();
      }
    }
  }

  /** Whether there is a batch to send. */
  async #fetch(): Promise<boolean> {
    const { log, name, now, maxAgeSeconds, tally } = this.#options;
    this.#isFetching = true;
    try {
      if (this.#held.length === 0) this.#held = await log.take(name, portion);
    } catch {
      // The disk does not let itself be read; it is asked again.
      await this.#wait(longestWait);
      this.#news.ring();
      return false;
    } finally {
      this.#isFetching = false;
    }
    const fresh = this.#held.filter(({ at }) => at >= now() - maxAgeSeconds * 1000);
    tally.dropped[name].age += this.#held.length - fresh.length;
    this.#held = fresh;
    if (fresh.length === 0) this.#replaying = false;
    return fresh.length > 0;
  }

  /** Sends the batch once; gives the milliseconds to wait before what comes next. */
  async #send(sink: Sink): Promise<number> {
    const { name, log, tally, livePerSecond } = this.#options;
    const began = performance.now();
    const batch: readonly BufferedEvent[] = this.#held;
    const { acknowledged, failure } = await sink.send(batch);
    if (acknowledged > 0) {
      tally.acknowledged[name] += acknowledged;
      this.#acknowledged = batch[acknowledged - 1]?.sequence ?? this.#acknowledged;
      this.#held = this.#held.slice(acknowledged);
      this.#attempts = 0;
      this.#hasDelivered = true;
      const { events } = log.waiting(name);
      if (this.#failure !== undefined && events > replayFrom) this.#replaying = true;
      if (events < portion.events) this.#replaying = false;
      this.#note(undefined);
      return this.#replaying ? replayPause(acknowledged, performance.now() - began, livePerSecond()) : 0;
    }
    // Another sink took its place meanwhile: that this one was cut off is no failure.
    if (failure === undefined || sink !== this.#sink || this.#isStopped) return 0;
    tally.failures[name][failure.reason]++;
    this.#note(failure);
    if (failure.reason === 'too_large' && batch.length === 1) this.#giveUpFirst();
    return failure.reason === 'too_large' ? 0 : Math.min(longestWait, shortestWait * 2 ** this.#attempts++);
  }

  /** One event that the receiver never takes must not hold up all others. */
  #giveUpFirst(): void {
    const { name, tally } = this.#options;
    this.#held = this.#held.slice(1);
    tally.dropped[name].too_large++;
  }

  #note(failure: SendFailure | undefined): void {
    if (failure?.reason !== this.#failure?.reason) this.#options.changed(this.#options.name, failure);
    this.#failure = failure;
  }

  /** Waits so long, or until the sink or the mode is another. */
  async #wait(milliseconds: number): Promise<void> {
    if (milliseconds > 0 && !this.#isStopped) await this.#turn.wait(milliseconds);
  }

  #turnNow(): void {
    this.#turn.ring();
    this.#news.ring();
  }
}
