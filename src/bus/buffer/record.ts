import { crc32 } from 'node:zlib';
import { type EventKind, eventKinds } from '../event.js';
import type { SinkName } from '../mode.js';

/** An event as it lies in the buffer. */
export interface BufferedEvent {
  readonly sequence: number;
  /** When it happened: Unix time in milliseconds. */
  readonly at: number;
  /** For whom it is. */
  readonly sinks: readonly SinkName[];
  readonly kind: EventKind;
  readonly id: string;
  /** Of whatever the event was made from, see `Publication.mark`; 0 where there is none. */
  readonly mark: number;
  /** The event as it is sent. */
  readonly json: Buffer;
}

const space = 0x20;
const codes: Readonly<Record<string, readonly SinkName[]>> = { h: ['http'], n: ['nats'], hn: ['http', 'nats'] };

/**
 * One line: a checksum of all that follows it, what has to be known without parsing JSON, and the event. The checksum
 * tells a line that a power cut has torn or left as zeros; a newline cannot stand in JSON.
 */
export function formatRecord({ sequence, at, sinks, kind, id, mark, json }: BufferedEvent): Buffer {
  const code = sinks.map((sink) => sink[0]).join('');
  const rest = Buffer.concat([Buffer.from(` ${sequence} ${at} ${code} ${kind} ${id} ${mark} `), json]);
  return Buffer.concat([Buffer.from(checksum(rest)), rest, Buffer.from('\n')]);
}

/** Reads a line without its end; `undefined` where it is not as it was written. */
export function parseRecord(line: Buffer): BufferedEvent | undefined {
  const head = headOf(line);
  if (head === undefined || checksum(line.subarray(8)) !== head.text.slice(0, 8)) return undefined;
  const [, sequence = '', at = '', code = '', kindText = '', id = '', mark = ''] = head.text.split(' ');
  const sinks = codes[code];
  const kind = eventKinds.find((one) => one === kindText);
  if (sinks === undefined || kind === undefined) return undefined;
  const numbers = { sequence: Number(sequence), at: Number(at), mark: Number(mark) };
  return { ...numbers, sinks, kind, id, json: line.subarray(head.end) };
}

/** What stands before the JSON, and where that begins. */
function headOf(line: Buffer): { readonly text: string; readonly end: number } | undefined {
  let end = 0;
  for (let field = 0; field < 7; field++) {
    end = line.indexOf(space, end) + 1;
    if (end === 0) return undefined;
  }
  return { text: line.toString('latin1', 0, end), end };
}

function checksum(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}
