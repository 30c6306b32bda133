import { isRecord } from '../isRecord.js';
import { parsedJson } from '../parsedJson.js';
import { type Acknowledgement, type Entry, longestMilliseconds, type Removal } from './acknowledgement.js';

/** The entry as one line of JSON, without its line end. Times are RFC 3339, for people who read the journal. */
export function formatLine(entry: Entry): string {
  if (entry.kind === 'removed') {
    const { removedAt, ...removal } = entry.removal;
    return JSON.stringify({ kind: entry.kind, at: new Date(removedAt).toISOString(), ...removal });
  }
  const { madeAt, until, ...acknowledgement } = entry.acknowledgement;
  const times = { at: new Date(madeAt).toISOString(), until: new Date(until).toISOString() };
  return JSON.stringify({ kind: entry.kind, ...times, ...acknowledgement });
}

/** Reads a line of the journal; `undefined` for one that was torn by a crash or a full disk, or is not ours. */
export function parseLine(line: string): Entry | undefined {
  const fields = parseObject(line);
  if (fields === undefined) return undefined;
  const at = time(fields.at);
  const { id, by } = fields;
  if (at === undefined || typeof id !== 'string' || typeof by !== 'string') return undefined;
  if (fields.kind === 'removed') {
    const removal: Removal = { id, by, removedAt: at };
    return { kind: 'removed', removal };
  }
  const until = time(fields.until);
  const { kind, alert } = fields;
  if (kind !== 'acknowledged' || typeof alert !== 'string' || until === undefined) return undefined;
  // Whoever writes the file by hand is bound by the same limit.
  if (until - at > longestMilliseconds) return undefined;
  const [machine, agent, reason] = [fields.machine, fields.agent, fields.reason];
  if (!isTextOrNone(machine) || !isTextOrNone(agent) || !isTextOrNone(reason)) return undefined;
  const acknowledgement: Acknowledgement = { id, by, madeAt: at, until, alert, machine, agent, reason };
  return { kind, acknowledgement };
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  const value = parsedJson(line);
  return isRecord(value) ? value : undefined;
}

function time(value: unknown): number | undefined {
  const milliseconds = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

function isTextOrNone(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
