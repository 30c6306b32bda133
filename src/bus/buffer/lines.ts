import type { FileHandle } from 'node:fs/promises';
import { type BufferedEvent, parseRecord } from './record.js';

/** Bytes that are read at once; longer than any record. */
const chunkBytes = 256 * 1024;
const newline = 0x0a;

/** Records that stand one after the other in a segment. */
export interface Stretch {
  readonly records: readonly PlacedEvent[];
  /** Where the next one begins, or what is none. */
  readonly end: number;
}

export interface PlacedEvent extends BufferedEvent {
  /** Length of its line, in bytes. */
  readonly bytes: number;
}

/** Reads whole records from `offset` on, about a quarter of a megabyte of them, but nothing from `end` on. */
export async function readStretch(handle: FileHandle, offset: number, end: number): Promise<Stretch> {
  const length = Math.min(chunkBytes, end - offset);
  if (length <= 0) return { records: [], end: offset };
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, offset);
  const chunk = buffer.subarray(0, bytesRead);
  const records: PlacedEvent[] = [];
  let at = 0;
  for (;;) {
    const stop = chunk.indexOf(newline, at);
    const record = stop === -1 ? undefined : parseRecord(chunk.subarray(at, stop));
    if (record === undefined) return { records, end: offset + at };
    records.push({ ...record, bytes: stop + 1 - at });
    at = stop + 1;
  }
}
