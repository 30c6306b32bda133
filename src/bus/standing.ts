import { randomBytes } from 'node:crypto';
import { isRecord } from '../isRecord.js';
import { type SinkName, sinkNames } from './mode.js';

/** What a bus knows about itself that its buffer does not tell; kept in a file, some of it seconds old after a crash. */
export interface BusStanding {
  readonly epoch: string;
  /** Up to this sequence each sink has acknowledged all that was for it. */
  readonly cursors: Readonly<Record<SinkName, number>>;
  /** The sequence from which on all events are for that sink; absent while they are not. */
  readonly paths: Readonly<Partial<Record<SinkName, number>>>;
  /** The highest mark of all events, see `Publication.mark`; absent where there never was one. */
  readonly mark: number | undefined;
}

/** Reads and replaces a JSON file; a missing or broken one is `undefined`. */
export interface StandingFile {
  readonly read: () => Promise<unknown>;
  readonly write: (content: BusStanding) => Promise<void>;
}

/** A bus that never sent anything. */
export function freshStanding(): BusStanding {
  return { epoch: randomBytes(8).toString('hex'), cursors: { http: 0, nats: 0 }, paths: {}, mark: undefined };
}

/**
 * What holds of `kept` where the buffer ends at `sequence`. Where it ends before what was acknowledged, it was lost: what
 * follows counts anew, in another epoch, so that no id is used twice.
 */
export function standingAt(sequence: number, kept: BusStanding): BusStanding {
  const isWhole = Math.max(...Object.values(kept.cursors)) <= sequence;
  return isWhole ? kept : { ...freshStanding(), cursors: { http: sequence, nats: sequence }, mark: kept.mark };
}

/** What the file says; `undefined` where it does not hold a standing. */
export function parseStanding(content: unknown): BusStanding | undefined {
  if (!isRecord(content) || typeof content.epoch !== 'string' || !/^[a-z0-9]{6,32}$/.test(content.epoch))
    return undefined;
  const { epoch, cursors, paths, mark } = content;
  const cursorOf = (sink: SinkName) => (isRecord(cursors) ? (countOf(cursors[sink]) ?? 0) : 0);
  const pathOf = (sink: SinkName) => (isRecord(paths) ? countOf(paths[sink]) : undefined);
  return {
    epoch,
    cursors: { http: cursorOf('http'), nats: cursorOf('nats') },
    paths: Object.fromEntries(sinkNames.flatMap((sink) => (pathOf(sink) === undefined ? [] : [[sink, pathOf(sink)]]))),
    mark: countOf(mark),
  };
}

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
