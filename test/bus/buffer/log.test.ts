import { appendFile, readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { EventLog, type GivenUp } from '../../../src/bus/buffer/log.js';
import type { BufferedEvent } from '../../../src/bus/buffer/record.js';
import type { SinkName } from '../../../src/bus/mode.js';
import { folder, range } from '../workshop.js';

const day = 86_400;
const portion = { events: 10, bytes: 1e6 };
const everything = { events: 1e6, bytes: 1e9 };

let directory: string;
let dropped: string[];

beforeEach(async () => {
  directory = await folder(onTestFinished);
  dropped = [];
});

async function opened(cursors: Partial<Record<SinkName, number>> = {}, maxBytes = 1_048_576): Promise<EventLog> {
  const log = await EventLog.open({
    directory,
    maxBytes,
    maxAgeSeconds: day,
    cursors: { http: 0, nats: 0, ...cursors },
    dropped: (sink: SinkName, reason: GivenUp, events: number) => dropped.push(`${sink} ${reason} ${events}`),
  });
  onTestFinished(() => log.close());
  return log;
}

function event(sequence: number, parts: Partial<BufferedEvent> = {}): BufferedEvent {
  const json = Buffer.from(JSON.stringify({ sequence }));
  return {
    sequence,
    at: 1000,
    sinks: ['http', 'nats'],
    kind: 'health',
    id: `alpha/abcdef/${sequence}`,
    mark: 0,
    json,
    ...parts,
  };
}

const events = (first: number, last: number, parts: Partial<BufferedEvent> = {}) =>
  range(first, last).map((sequence) => event(sequence, parts));

/** All that a sink can still take. */
async function rest(log: EventLog, sink: SinkName): Promise<number[]> {
  const sequences: number[] = [];
  for (;;) {
    const records = await log.take(sink, everything);
    if (records.length === 0) return sequences;
    sequences.push(...records.map(({ sequence }) => sequence));
  }
}

async function bytesOnDisk(): Promise<number> {
  const sizes = await Promise.all((await readdir(directory)).map((name) => stat(join(directory, name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

describe('the buffer', () => {
  it('gives each sink all that is for it, in the order of the sequence, whatever the other has taken', async () => {
    const log = await opened();
    await log.append([...events(1, 30), event(31, { sinks: ['http'] }), event(32, { sinks: ['nats'] })]);
    const first = await log.take('http', portion);
    expect(first.map(({ sequence }) => sequence)).toEqual(range(1, 10));
    expect(first[0]).toMatchObject(event(1));
    expect(await rest(log, 'nats')).toEqual([...range(1, 30), 32]);
    await log.append(events(33, 35));
    expect(await rest(log, 'http')).toEqual([...range(11, 31), ...range(33, 35)]);
    expect(await rest(log, 'nats')).toEqual(range(33, 35));
    expect(dropped).toEqual([]);
  });

  it('says what waits for whom, and since when', async () => {
    const log = await opened();
    await log.append([event(1, { at: 5000, sinks: ['nats'] }), event(2, { at: 7000 })]);
    expect(log.waiting('http')).toEqual({ events: 1, bytes: expect.any(Number), oldestAt: 7000 });
    expect(log.waiting('nats')).toMatchObject({ events: 2, oldestAt: 5000 });
    await rest(log, 'nats');
    expect(log.waiting('nats')).toMatchObject({ events: 0, bytes: 0 });
  });

  it('keeps what no sink has acknowledged, over a restart', async () => {
    const log = await opened();
    await log.append(events(1, 20, { mark: 3 }));
    await rest(log, 'http');
    await log.close();
    const again = await opened({ http: 12, nats: 20 });
    expect(again.recovered).toEqual({ sequence: 20, mark: 3, tornBytes: 0 });
    expect(await rest(again, 'http')).toEqual(range(13, 20));
    expect(await rest(again, 'nats')).toEqual([]);
  });

  it.each([
    { how: 'a record that was cut short', damage: (file: string) => appendFile(file, '0badcafe 21 1000 hn hea') },
    { how: 'zeros, as a power cut leaves them', damage: (file: string) => appendFile(file, Buffer.alloc(5000)) },
    {
      how: 'a line of which the checksum is wrong',
      damage: (file: string) => appendFile(file, '0badcafe 21 1 h health a 0 {}\n'),
    },
  ])('cuts off $how, and goes on behind it', async ({ damage }) => {
    const log = await opened();
    await log.append(events(1, 20));
    await log.close();
    const [name = ''] = await readdir(directory);
    await damage(join(directory, name));
    const again = await opened();
    expect(again.recovered.sequence).toBe(20);
    expect(again.recovered.tornBytes).toBeGreaterThan(0);
    await again.append(events(21, 25));
    expect(await rest(again, 'nats')).toEqual(range(1, 25));
    expect(await bytesOnDisk()).toBe(again.bytes);
  });

  it('loses only what a damaged segment held', async () => {
    const log = await opened();
    await log.append(events(1, 20));
    await log.close();
    const again = await opened();
    await again.append(events(21, 25));
    await again.close();
    const [name = ''] = (await readdir(directory)).sort();
    await truncate(join(directory, name), 100);
    expect(await rest(await opened(), 'http')).toEqual([1, ...range(21, 25)]);
  });

  it('counts what somebody removed under it', async () => {
    const log = await opened();
    await log.append(events(1, 20));
    const [name = ''] = await readdir(directory);
    await rm(join(directory, name));
    expect(await rest(log, 'http')).toEqual([]);
    expect(dropped).toEqual(['http unreadable 20']);
  });

  it('never takes more room than it may; the oldest go and are counted for each sink', async () => {
    const log = await opened();
    const json = Buffer.alloc(1000, 'x');
    for (let sequence = 1; sequence <= 4000; sequence += 40) {
      await log.append(events(sequence, sequence + 39, { json }));
      if (sequence < 2000) await rest(log, 'nats');
      expect(await bytesOnDisk()).toBeLessThanOrEqual(1_048_576);
    }
    const counted = (sink: SinkName) =>
      dropped.reduce((sum, line) => sum + Number(new RegExp(`^${sink} space (\\d+)$`).exec(line)?.[1] ?? 0), 0);
    const http = await rest(log, 'http');
    expect(http).toEqual(range(counted('http') + 1, 4000));
    const nats = await rest(log, 'nats');
    expect(nats).toHaveLength(4000 - 2000 - counted('nats'));
    expect(nats.at(-1)).toBe(4000);
    expect(counted('nats')).toBeLessThan(counted('http'));
  });

  it('gives up what is too old', async () => {
    const log = await opened();
    await log.append(events(1, 20, { at: 1000 }));
    await log.tidy(1000 + (day / 2) * 1000, 0);
    await log.append(events(21, 25, { at: 1000 + (day / 2) * 1000 }));
    await log.tidy(2000 + day * 1000, 0);
    expect(dropped).toEqual(['http age 20', 'nats age 20']);
    expect(await rest(log, 'http')).toEqual(range(21, 25));
  });

  it('removes what is settled, and knows the sequence all the same', async () => {
    const log = await opened();
    const json = Buffer.alloc(20_000, 'x');
    for (const sequence of range(1, 20)) await log.append([event(sequence, { json })]);
    expect((await readdir(directory)).length).toBeGreaterThan(5);
    await rest(log, 'http');
    await rest(log, 'nats');
    await log.tidy(2000, 20);
    expect(await readdir(directory)).toHaveLength(1);
    await log.close();
    const again = await opened({ http: 20, nats: 20 });
    expect(again.recovered.sequence).toBe(20);
    expect(dropped).toEqual([]);
  });

  it('does not take on a folder that cannot be made', async () => {
    const file = join(directory, 'file');
    await appendFile(file, '');
    directory = join(file, 'buffer');
    await expect(opened()).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});
