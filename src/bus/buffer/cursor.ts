import { type FileHandle, open } from 'node:fs/promises';
import { systemCode } from '../../systemCode.js';
import type { SinkName } from '../mode.js';
import { type PlacedEvent, readStretch } from './lines.js';
import type { Segment } from './segment.js';

/** How much of the buffer a sink takes at once. */
export interface Portion {
  readonly events: number;
  readonly bytes: number;
}

export interface Taken {
  readonly records: readonly PlacedEvent[];
  /** Events that were there and cannot be read any more. */
  readonly unreadable: number;
}

/** Where a sink reads in the buffer. It goes on by itself where the segment that it read is given up. */
export class Cursor {
  readonly #sink: SinkName;
  /** Up to this sequence everything was acknowledged in a former process. */
  readonly #passed: number;
  #segment: Segment | undefined;
  #handle: FileHandle | undefined;
  #offset = 0;

  constructor(sink: SinkName, passed: number) {
    this.#sink = sink;
    this.#passed = passed;
  }

  /**
   * Takes the next records that are for this sink, in their sequence; none where it has taken all. `segments` are those
   * that there are, at any time. Rejects with the error of the system; what was taken then still waits.
   */
  async take(segments: () => readonly Segment[], portion: Portion): Promise<Taken> {
    const sink = this.#sink;
    for (;;) {
      const segment = segments().find((one) => one.waiting(sink).events > 0);
      if (segment === undefined) return { records: [], unreadable: 0 };
      const handle = await this.#turnTo(segment);
      const read = handle === undefined ? undefined : await readStretch(handle, this.#offset, segment.bytes);
      // Given up while it was read: then its events have been counted as dropped.
      if (!segments().includes(segment)) continue;
      if (read === undefined || read.records.length === 0) {
        return { records: [], unreadable: segment.abandonFor(sink).events };
      }
      const records = this.#choose(segment, read.records, portion);
      if (records.length > 0) return { records, unreadable: 0 };
    }
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#segment = undefined;
    await handle?.close();
  }

  #choose(segment: Segment, records: readonly PlacedEvent[], { events, bytes }: Portion): PlacedEvent[] {
    const chosen: PlacedEvent[] = [];
    let size = 0;
    for (const record of records) {
      if (chosen.length >= events || size >= bytes) break;
      this.#offset += record.bytes;
      if (!record.sinks.includes(this.#sink) || record.sequence <= this.#passed) continue;
      segment.take(this.#sink, record, record.bytes);
      chosen.push(record);
      size += record.bytes;
    }
    return chosen;
  }

  /** Opens a segment where it is not open; `undefined` where somebody has removed the file. */
  async #turnTo(segment: Segment): Promise<FileHandle | undefined> {
    if (segment === this.#segment) return this.#handle;
    await this.close();
    try {
      this.#handle = await open(segment.file, 'r');
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
    }
    this.#segment = segment;
    this.#offset = 0;
    return this.#handle;
  }
}
