import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BufferedEvent, formatRecord, parseRecord } from '../../../src/bus/buffer/record.js';
import { eventKinds } from '../../../src/bus/event.js';
import type { SinkName } from '../../../src/bus/mode.js';

const sinks: SinkName[][] = [['http'], ['nats'], ['http', 'nats']];

const records = fc.record({
  sequence: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  at: fc.integer({ min: 0, max: 4e12 }),
  sinks: fc.constantFrom(...sinks),
  kind: fc.constantFrom(...eventKinds),
  id: fc.stringMatching(/^[A-Za-z0-9_.-]{1,40}\/[a-z0-9]{6}\/[1-9][0-9]{0,9}$/),
  mark: fc.nat(),
  json: fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
});

const lineOf = (record: BufferedEvent) => formatRecord(record).subarray(0, -1);

describe('a record', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(records, (record) => {
        expect(parseRecord(lineOf(record))).toEqual(record);
      }),
    );
  });

  it('is one line', () => {
    fc.assert(
      fc.property(records, (record) => {
        expect(formatRecord(record).indexOf('\n')).toBe(lineOf(record).length);
      }),
    );
  });

  it('is not believed where a byte of it is another', () => {
    const damaged = fc.tuple(records, fc.nat(), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(damaged, ([record, place, difference]) => {
        const line = Buffer.from(lineOf(record));
        const index = place % line.length;
        line[index] = (line[index] ?? 0) ^ difference;
        expect(parseRecord(line)).toBeUndefined();
      }),
    );
  });

  it('is not believed where a part of it is missing, or zeros stand there', () => {
    fc.assert(
      fc.property(records, fc.nat(), (record, place) => {
        const line = lineOf(record);
        const end = place % line.length;
        expect(parseRecord(line.subarray(0, end))).toBeUndefined();
        expect(parseRecord(Buffer.concat([line.subarray(0, end), Buffer.alloc(line.length - end)]))).toBeUndefined();
      }),
    );
  });
});
