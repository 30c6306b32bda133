import { type FileHandle, open, rm } from 'node:fs/promises';
import { syncFolder } from '../../syncFolder.js';
import { type SinkName, sinkNames } from '../mode.js';
import type { BufferOptions } from '../options.js';
import { Cursor, type Portion, type Taken } from './cursor.js';
import { type BufferedEvent, formatRecord } from './record.js';
import { recover } from './recover.js';
import { nothingWaits, Segment, type Waiting } from './segment.js';

/** Why events were given up before a sink had taken them. */
export type GivenUp = 'space' | 'age' | 'unreadable';

export interface LogOptions extends BufferOptions {
  readonly directory: string;
  /** What each sink has acknowledged. */
  readonly cursors: Readonly<Record<SinkName, number>>;
  readonly dropped: (sink: SinkName, reason: GivenUp, events: number) => void;
}

/** A segment is this part of the buffer, which is what goes at once when there is no room. */
const segmentsInBuffer = 16;
const largestSegment = 4 * 1024 * 1024;

/**
 * The events that are on their way, in one log for all sinks: each event is written once and is the same for all, and
 * each sink has its own place in it. Records are appended and never changed; a segment goes when nobody waits for
 * anything in it, when there is no room, or when it is too old.
 */
export class EventLog {
  /** What the files of a former process say. */
  readonly recovered: { readonly sequence: number; readonly mark: number; readonly tornBytes: number };
  readonly #options: LogOptions;
  readonly #cursors: Readonly<Record<SinkName, Cursor>>;
  #segments: Segment[];
  /** Of the newest segment, while it is written. */
  #handle: FileHandle | undefined;
  #turn = Promise.resolve();

  private constructor(options: LogOptions, segments: readonly Segment[], recovered: EventLog['recovered']) {
    this.#options = options;
    this.#segments = [...segments];
    this.recovered = recovered;
    // Where the buffer was lost, what follows is new, whatever was acknowledged before.
    const cursorOf = (sink: SinkName) => new Cursor(sink, Math.min(options.cursors[sink], recovered.sequence));
    this.#cursors = { http: cursorOf('http'), nats: cursorOf('nats') };
  }

  /** Rejects with the error of the system where the folder cannot be made or read. */
  static async open(options: LogOptions): Promise<EventLog> {
    const { segments, ...recovered } = await recover(options.directory, options.cursors);
    return new EventLog(options, segments, recovered);
  }

  /** Bytes of all segments. */
  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Bytes that may be appended at once. */
  get segmentBytes(): number {
    return Math.min(largestSegment, Math.floor(this.#options.maxBytes / segmentsInBuffer));
  }

  /** What the sink has not yet taken. */
  waiting(sink: SinkName): Waiting {
    let sum = nothingWaits;
    for (const segment of this.#segments) {
      const { events, bytes, oldestAt } = segment.waiting(sink);
      if (events === 0) continue;
      sum = {
        events: sum.events + events,
        bytes: sum.bytes + bytes,
        oldestAt: sum.events === 0 ? oldestAt : sum.oldestAt,
      };
    }
    return sum;
  }

  /**
   * Appends records, whose sequences follow on all before. Resolves when they outlive a power cut. Rejects with the error
   * of the system; then none of them counts as written.
   */
  append(records: readonly BufferedEvent[]): Promise<void> {
    const [first] = records;
    return first === undefined ? Promise.resolve() : this.#inTurn(() => this.#append(first, records));
  }

  /** The next events for a sink. One call at a time for each. */
  async take(sink: SinkName, portion: Portion): Promise<Taken['records']> {
    const { records, unreadable } = await this.#cursors[sink].take(() => this.#segments, portion);
    if (unreadable > 0) this.#options.dropped(sink, 'unreadable', unreadable);
    return records;
  }

  /**
   * Removes segments that are too old at `now` (Unix milliseconds), and those up to `settled`: no sink will ever ask for a
   * record up to that sequence again, not even after a crash.
   */
  tidy(now: number, settled: number): Promise<void> {
    return this.#inTurn(async () => {
      const { maxAgeSeconds } = this.#options;
      const newest = this.#segments.at(-1);
      // The newest one tells the sequence after a restart, and stays; one that has become old is followed by another.
      const old = now - (maxAgeSeconds * 1000) / segmentsInBuffer;
      if (newest !== undefined && newest.oldestAt < old) await this.#closeNewest();
      for (const segment of this.#segments.filter((one) => one !== newest)) {
        if (segment.last <= settled || segment.newestAt < now - maxAgeSeconds * 1000)
          await this.#remove(segment, 'age');
      }
    });
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#closeNewest();
      for (const sink of sinkNames) await this.#cursors[sink].close();
    });
  }

  async #append(first: BufferedEvent, records: readonly BufferedEvent[]): Promise<void> {
    const lines = records.map(formatRecord);
    const bytes = Buffer.concat(lines);
    await this.#makeRoom(bytes.length);
    try {
      const { handle, segment } = await this.#writable(first.sequence, bytes.length);
      const { bytesWritten } = await handle.write(bytes, 0, bytes.length, segment.bytes);
      // A disk that is nearly full takes a part (write(2)).
      if (bytesWritten < bytes.length) throw new Error(`only ${bytesWritten} of ${bytes.length} bytes were written`);
      await handle.datasync();
      for (const [index, record] of records.entries()) segment.add(record, lines[index]?.length ?? 0, record.sinks);
    } catch (error) {
      await this.#giveUpWriting();
      throw error;
    }
  }

  async #makeRoom(bytes: number): Promise<void> {
    for (;;) {
      const [oldest, ...others] = this.#segments;
      if (oldest === undefined || this.bytes + bytes <= this.#options.maxBytes) return;
      if (others.length === 0) await this.#closeNewest();
      await this.#remove(oldest, 'space');
    }
  }

  async #remove(segment: Segment, reason: 'space' | 'age'): Promise<void> {
    this.#segments = this.#segments.filter((one) => one !== segment);
    for (const sink of sinkNames) {
      const { events } = segment.abandonFor(sink);
      if (events > 0) this.#options.dropped(sink, reason, events);
    }
    await rm(segment.file, { force: true });
  }

  async #writable(first: number, bytes: number): Promise<{ readonly handle: FileHandle; readonly segment: Segment }> {
    const newest = this.#segments.at(-1);
    if (this.#handle !== undefined && newest !== undefined && newest.bytes + bytes <= this.segmentBytes) {
      return { handle: this.#handle, segment: newest };
    }
    await this.#closeNewest();
    const segment = new Segment(this.#options.directory, first);
    this.#handle = await open(segment.file, 'w', 0o600);
    await syncFolder(this.#options.directory);
    this.#segments.push(segment);
    return { handle: this.#handle, segment };
  }

  /** What a failed write has left is cut off, or else left to the next start; the next write begins a new segment. */
  async #giveUpWriting(): Promise<void> {
    const newest = this.#segments.at(-1);
    if (this.#handle !== undefined && newest !== undefined) {
      await this.#handle.truncate(newest.bytes).catch(() => undefined);
    }
    await this.#closeNewest().catch(() => undefined);
  }

  async #closeNewest(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  /** One after the other: what closes a segment must not meet what writes to it. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(work, work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}
