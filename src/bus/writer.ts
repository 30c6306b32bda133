import { setImmediate as nextTurn } from 'node:timers/promises';
import { Alarm } from './alarm.js';
import type { EventLog } from './buffer/log.js';
import type { BufferedEvent } from './buffer/record.js';
import { eventId, fleetEvent, type Happening } from './event.js';
import type { SinkName } from './mode.js';

/** What happened, on its way to the disk. */
export interface Draft {
  readonly happening: Happening;
  /** Unix time in milliseconds. */
  readonly at: number;
  /** For whom it is. */
  readonly sinks: readonly SinkName[];
  readonly mark: number;
}

export interface WriterOptions {
  readonly machine: string;
  readonly epoch: string;
  readonly log: EventLog;
  /** The last sequence that was used. */
  readonly sequence: number;
  readonly paths: Readonly<Partial<Record<SinkName, number>>>;
  readonly written: (records: readonly BufferedEvent[]) => void;
  /** The disk took too long or nothing: these will never be sent. */
  readonly dropped: (draft: Draft) => void;
  /** The disk begins to refuse; `undefined`: it takes events again. */
  readonly changed: (error: unknown) => void;
}

/** Events that wait for the disk at most: some 10 MB. */
const mostWaiting = 10_000;
const mostAtOnce = 256;
/** Milliseconds between two attempts on a disk that refuses. */
const retryMilliseconds = 1000;

/**
 * Gives events their sequence and brings them to the disk, all that wait at once: one sync serves them all. What the disk
 * does not take in time is dropped, the oldest first, and leaves a gap in the sequence, so that receivers see the loss.
 */
export class Writer {
  readonly #options: WriterOptions;
  readonly #alarm = new Alarm();
  #waiting: Draft[] = [];
  #sequence: number;
  /** Events that were dropped since the last one that was written. */
  #gap = 0;
  #paths: Readonly<Partial<Record<SinkName, number>>>;
  #isFailing = false;
  #isStopped = false;
  #running = Promise.resolve();

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#sequence = options.sequence;
    this.#paths = options.paths;
  }

  /** Of the last event on the disk. */
  get sequence(): number {
    return this.#sequence;
  }

  get paths(): Readonly<Partial<Record<SinkName, number>>> {
    return this.#paths;
  }

  /** Events that are not on the disk yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  add(draft: Draft): void {
    this.#waiting.push(draft);
    this.#bound();
    this.#alarm.ring();
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Brings what waits to the disk, if it takes it. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#alarm.ring();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (;;) {
      if (this.#waiting.length === 0) {
        if (this.#isStopped) return;
        await this.#alarm.wait();
        // What happens in the same turn of the event loop goes together.
        await nextTurn();
      } else if (!(await this.#write(this.#waiting.splice(0, mostAtOnce)))) {
        if (this.#isStopped) return;
        await new Promise((resolve) => setTimeout(resolve, retryMilliseconds).unref());
      }
    }
  }

  async #write(drafts: readonly Draft[]): Promise<boolean> {
    const { log, written, changed } = this.#options;
    const paths = this.#paths;
    const first = this.#sequence + this.#gap + 1;
    const records = drafts.map((draft, index) => this.#record(draft, first + index));
    const portions = portionsOf(records, log.segmentBytes);
    let done = 0;
    try {
      for (const portion of portions) {
        await log.append(portion);
        done += portion.length;
        this.#sequence = portion.at(-1)?.sequence ?? this.#sequence;
        this.#gap = 0;
        written(portion);
      }
      if (this.#isFailing) changed(undefined);
      this.#isFailing = false;
      return true;
    } catch (error) {
      if (done === 0) this.#paths = paths;
      this.#waiting.unshift(...drafts.slice(done));
      this.#bound();
      if (!this.#isFailing) changed(error);
      this.#isFailing = true;
      return false;
    }
  }

  #record({ happening, at, sinks, mark }: Draft, sequence: number): BufferedEvent {
    const { machine, epoch } = this.#options;
    this.#paths = Object.fromEntries(sinks.map((sink) => [sink, this.#paths[sink] ?? sequence]));
    const standing = { machine, epoch, sequence, paths: this.#paths };
    const json = Buffer.from(JSON.stringify(fleetEvent(happening, at, standing)));
    return { sequence, at, sinks, kind: happening.kind, id: eventId(standing), mark, json };
  }

  #bound(): void {
    for (const draft of this.#waiting.splice(0, Math.max(0, this.#waiting.length - mostWaiting))) {
      this.#gap++;
      this.#options.dropped(draft);
    }
  }
}

/** Parts the records where they would not fit into one segment. */
function portionsOf(records: readonly BufferedEvent[], mostBytes: number): BufferedEvent[][] {
  const portions: BufferedEvent[][] = [];
  let room = 0;
  for (const record of records) {
    // The line is longer than its JSON by less than this: two names, three numbers.
    const bytes = record.json.length + 512;
    const portion = portions.at(-1);
    if (portion === undefined || bytes > room) {
      portions.push([record]);
      room = mostBytes - bytes;
    } else {
      portion.push(record);
      room -= bytes;
    }
  }
  return portions;
}
