import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BufferedEvent } from '../../src/bus/buffer/record.js';
import { Bus, type BusNews } from '../../src/bus/bus.js';
import { eventId, type FleetEvent, fleetEvent, type Happening } from '../../src/bus/event.js';
import type { BufferOptions } from '../../src/bus/options.js';
import { type Delivery, type FailureReason, SendFailure, type Sink } from '../../src/bus/sinks/sink.js';
import type { StandingFile } from '../../src/bus/standing.js';

/** A folder that goes with `ended`, where the caller puts what is to be undone. */
export async function folder(ended: (undo: () => Promise<void>) => void): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'fleetwatch-bus-'));
  ended(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Waits for a condition, up to a deadline. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, seconds = 15): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await delay(5);
  }
}

export const silentNews: BusNews = { sink: () => undefined, buffer: () => undefined };

export function standingIn(directory: string): StandingFile {
  const file = join(directory, 'standing.json');
  return {
    read: () => readFile(file, 'utf8').then(JSON.parse, () => undefined),
    write: (content) => writeFile(file, JSON.stringify(content)),
  };
}

export interface BusParts {
  readonly buffer?: Partial<BufferOptions>;
  readonly now?: () => number;
  readonly news?: Partial<BusNews>;
}

/** A bus of machine `alpha` in a folder; not started. */
export function busIn(directory: string, { buffer, now = Date.now, news }: BusParts = {}): Bus {
  return new Bus({
    machine: 'alpha',
    directory,
    buffer: { maxBytes: 64 * 1024 * 1024, maxAgeSeconds: 86_400, ...buffer },
    standing: standingIn(directory),
    now,
    news: { ...silentNews, ...news },
  });
}

export function verdict(agent: string, reason = 'said so'): Happening {
  return { kind: 'health', agent, verdict: 'degraded', previous: 'healthy', reason };
}

/** Remembers what it was sent, and can be broken. */
export class Receiver implements Sink {
  readonly events: FleetEvent[] = [];
  /** Sizes of the batches. */
  readonly batches: number[] = [];
  failing: FailureReason | undefined;
  /** Of each batch only so many are taken. */
  most = Number.POSITIVE_INFINITY;
  isClosed = false;

  async send(batch: readonly BufferedEvent[]): Promise<Delivery> {
    if (this.failing !== undefined) {
      return { acknowledged: 0, failure: new SendFailure(this.failing, 'broken on purpose') };
    }
    const taken = batch.slice(0, this.most);
    this.batches.push(taken.length);
    for (const { json } of taken) this.events.push(JSON.parse(json.toString()));
    return { acknowledged: taken.length };
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  get sequences(): number[] {
    return this.events.map(({ data }) => data.sequence);
  }
}

/** The whole numbers from `first` to `last`. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** Events of machine `alpha` as they come out of the buffer. */
export function bufferedEvents(first: number, last: number): BufferedEvent[] {
  return range(first, last).map((sequence) => {
    const standing = { machine: 'alpha', epoch: 'abcdef', sequence, paths: { nats: 1 } };
    const json = Buffer.from(JSON.stringify(fleetEvent(verdict('Planner'), 1_800_000_000_000, standing)));
    return { sequence, at: 1_800_000_000_000, sinks: ['nats'], kind: 'health', id: eventId(standing), mark: 0, json };
  });
}
