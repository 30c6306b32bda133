import { join } from 'node:path';
import type { SinkName } from '../mode.js';
import type { BufferedEvent } from './record.js';

const suffix = '.events';

/** What a sink has not yet taken. */
export interface Waiting {
  readonly events: number;
  readonly bytes: number;
  /** Unix time in milliseconds of the oldest; meaningless without events. */
  readonly oldestAt: number;
}

export const nothingWaits: Waiting = { events: 0, bytes: 0, oldestAt: 0 };

/** One file of the buffer: records in their sequence, and how many of them each sink has yet to take. */
export class Segment {
  readonly file: string;
  /** Sequence of its first record. */
  readonly first: number;
  /** Sequence of its last record. */
  last: number;
  bytes = 0;
  /** Unix time in milliseconds of its oldest and newest record. */
  oldestAt = Number.POSITIVE_INFINITY;
  newestAt = 0;
  readonly #waiting: Record<SinkName, Waiting> = { http: nothingWaits, nats: nothingWaits };

  constructor(directory: string, first: number) {
    this.file = join(directory, `${String(first).padStart(16, '0')}${suffix}`);
    this.first = first;
    this.last = first - 1;
  }

  waiting(sink: SinkName): Waiting {
    return this.#waiting[sink];
  }

  /** Notes a record at its end, which waits for the sinks in `waitingFor`. */
  add({ sequence, at }: BufferedEvent, bytes: number, waitingFor: readonly SinkName[]): void {
    this.last = sequence;
    this.bytes += bytes;
    this.oldestAt = Math.min(this.oldestAt, at);
    this.newestAt = Math.max(this.newestAt, at);
    for (const sink of waitingFor) {
      const former = this.#waiting[sink];
      const oldestAt = former.events === 0 ? at : former.oldestAt;
      this.#waiting[sink] = { events: former.events + 1, bytes: former.bytes + bytes, oldestAt };
    }
  }

  /** Notes that a sink has taken a record, the oldest of those that it has yet to take. */
  take(sink: SinkName, { at }: BufferedEvent, bytes: number): void {
    const former = this.#waiting[sink];
    this.#waiting[sink] = { events: former.events - 1, bytes: former.bytes - bytes, oldestAt: at };
  }

  /** Nothing of it waits for the sink any more; gives what did. */
  abandonFor(sink: SinkName): Waiting {
    const former = this.#waiting[sink];
    this.#waiting[sink] = nothingWaits;
    return former;
  }
}

/** Sequence with which the segment of that file name begins; `undefined` for other files. */
export function firstOf(fileName: string): number | undefined {
  const [, digits] = /^(\d{16})\.events$/.exec(fileName) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
