import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SinkName } from '../mode.js';
import { readStretch } from './lines.js';
import { firstOf, Segment } from './segment.js';

/** What a former process left. */
export interface Recovered {
  readonly segments: readonly Segment[];
  /** The last sequence that was used; 0 where there is none. */
  readonly sequence: number;
  /** The highest mark of all records that are there. */
  readonly mark: number;
  /** Bytes of torn records that were cut off. */
  readonly tornBytes: number;
}

/**
 * Reads the segments in a folder, which is made where there is none. What follows the last whole record of a segment was
 * never accepted: it is cut off. `cursors` tell what each sink has acknowledged. Rejects with the error of the system.
 */
export async function recover(directory: string, cursors: Readonly<Record<SinkName, number>>): Promise<Recovered> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const firsts = (await readdir(directory)).flatMap((name) => firstOf(name) ?? []).sort((a, b) => a - b);
  const segments: Segment[] = [];
  let mark = 0;
  let tornBytes = 0;
  for (const first of firsts) {
    const segment = new Segment(directory, first);
    const found = await readAll(segment, cursors);
    mark = Math.max(mark, found.mark);
    tornBytes += found.tornBytes;
    segments.push(segment);
  }
  const sequence = segments.at(-1)?.last ?? 0;
  // One that holds nothing tells the sequence only while there is no other.
  for (const empty of segments.slice(0, -1).filter(({ bytes }) => bytes === 0)) await rm(empty.file, { force: true });
  return {
    segments: segments.filter(({ bytes }, index) => bytes > 0 || index === segments.length - 1),
    sequence,
    mark,
    tornBytes,
  };
}

async function readAll(
  segment: Segment,
  cursors: Readonly<Record<SinkName, number>>,
): Promise<{ readonly mark: number; readonly tornBytes: number }> {
  const handle = await open(segment.file, 'r+');
  try {
    const { size } = await handle.stat();
    let mark = 0;
    for (;;) {
      const { records } = await readStretch(handle, segment.bytes, size);
      for (const record of records) {
        const waitingFor = record.sinks.filter((sink) => record.sequence > cursors[sink]);
        segment.add(record, record.bytes, waitingFor);
        mark = Math.max(mark, record.mark);
      }
      if (records.length === 0) break;
      await nextTurn();
    }
    if (size > segment.bytes) await handle.truncate(segment.bytes);
    return { mark, tornBytes: size - segment.bytes };
  } finally {
    await handle.close();
  }
}
