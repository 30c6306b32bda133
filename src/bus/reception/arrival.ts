import { isRecord } from '../../isRecord.js';
import { type SinkName, sinkNames } from '../mode.js';

/** What reception needs to know of an event. */
export interface Arrival {
  /** The machine that sent it. */
  readonly source: string;
  readonly epoch: string;
  readonly sequence: number;
  /** Each way on which the event was sent, with the sequence from which on all are. */
  readonly paths: Readonly<Partial<Record<SinkName, number>>>;
}

/** As in `schemas/fleet-event.schema.json`. */
const id = /^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})\/([a-z0-9]{6,32})\/([1-9][0-9]{0,15})$/;

/** Reads an event as far as it is counted; `undefined` for what is none. */
export function readArrival(event: unknown): Arrival | undefined {
  if (!isRecord(event) || typeof event.id !== 'string' || !isRecord(event.data)) return undefined;
  const [, source, epoch, digits] = id.exec(event.id) ?? [];
  const { machine, sequence, paths } = event.data;
  if (source === undefined || epoch === undefined || machine !== source) return undefined;
  if (sequence !== Number(digits) || !Number.isSafeInteger(sequence) || !isRecord(paths)) return undefined;
  const entries = sinkNames.flatMap((path) => {
    const from = paths[path];
    return typeof from === 'number' && from >= 1 && from <= sequence ? [[path, from] as const] : [];
  });
  return { source, epoch, sequence, paths: Object.fromEntries(entries) };
}
