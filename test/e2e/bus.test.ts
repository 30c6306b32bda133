import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Bus } from '../../src/bus/bus.js';
import type { FleetEvent } from '../../src/bus/event.js';
import { HttpSink } from '../../src/bus/sinks/http.js';
import { NatsSink } from '../../src/bus/sinks/nats.js';
import { httpHub } from '../bus/httpHub.js';
import { addStream, client, eventsIn, type NatsServer, natsServer, stream } from '../bus/natsServer.js';
import { busIn, range, until, verdict } from '../bus/workshop.js';

/** A quarter of an hour at 100 events a second. Three hours are FLEETWATCH_BUS_EVENTS=1080000. */
const eventsAway = Number(process.env.FLEETWATCH_BUS_EVENTS ?? 90_000);

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fleetwatch-bus-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
});

/** The old hub: remembers what is posted to it. */
async function hub() {
  const { events, url } = await httpHub(onTestFinished);
  return { events, sink: new HttpSink({ url, credentials: { kind: 'none' }, caFile: undefined }) };
}

function natsSink(server: NatsServer): NatsSink {
  const options = {
    servers: [server.url],
    credentials: { kind: 'none' },
    tls: undefined,
    stream,
    subjectPrefix: 'fleet.events',
  } as const;
  return new NatsSink(options, 'alpha');
}

async function streamOn(server: NatsServer) {
  const connection = await client(onTestFinished, server);
  await addStream(connection);
  return connection;
}

/** Publishes `count` events at `perSecond`, of 77 agents in turn. */
async function publishAt(bus: Bus, count: number, perSecond: number): Promise<void> {
  const began = performance.now();
  for (let done = 0; done < count; ) {
    const due = Math.min(count, Math.floor(((performance.now() - began) / 1000) * perSecond) + 1);
    for (; done < due; done++) bus.publish(verdict(`Agent${done % 77}`));
    await delay(5);
  }
}

function sequencesOf(events: readonly FleetEvent[]): number[] {
  return events.map(({ data }) => data.sequence);
}

async function bytesIn(folder: string): Promise<number> {
  const sizes = await Promise.all(
    (await readdir(folder)).map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

describe('the bus with a real nats-server', () => {
  it('goes from HTTP to NATS and back at 1,000 events a second: none is lost, doubled or out of order on either way', async () => {
    const server = await natsServer(onTestFinished, join(directory, 'nats'));
    const connection = await streamOn(server);
    const { events: posted, sink } = await hub();
    const bus = busIn(directory);
    bus.setMode('http');
    await bus.setSinks({ http: sink, nats: natsSink(server) });
    await bus.start();
    onTestFinished(() => bus.stop());
    for (const mode of ['http', 'hybrid', 'nats', 'hybrid', 'http'] as const) {
      bus.setMode(mode);
      await publishAt(bus, 2000, 1000);
    }
    const isDone = () => bus.unwritten === 0 && bus.sinks.every(({ backlog }) => backlog.events === 0);
    await until('all has been acknowledged', isDone, 30);
    expect(sequencesOf(posted)).toEqual([...range(1, 4000), ...range(6001, 10_000)]);
    expect(sequencesOf(await eventsIn(connection))).toEqual(range(2001, 8000));
    expect(bus.tally.acknowledged).toEqual({ http: 8000, nats: 6000 });
  });

  it('bounds memory and disk while JetStream is gone, and accounts for each event when it is back', {
    timeout: 120_000 + eventsAway,
  }, async () => {
    const server = await natsServer(onTestFinished, join(directory, 'nats'));
    const connection = await streamOn(server);
    const maxBytes = 8 * 1024 * 1024;
    const bus = busIn(directory, { buffer: { maxBytes } });
    bus.setMode('nats');
    await bus.setSinks({ nats: natsSink(server) });
    await bus.start();
    onTestFinished(() => bus.stop());
    await server.kill();
    // All that comes meanwhile, without the waiting.
    const total = eventsAway;
    const memory: number[] = [];
    let mostBytes = 0;
    for (let done = 0; done < total; done += 500) {
      for (let index = 0; index < 500; index++) bus.publish(verdict(`Agent${index % 77}`));
      await until('the disk has them', () => bus.unwritten < 1000);
      memory.push(process.memoryUsage().rss);
      if (done % 5000 === 0) mostBytes = Math.max(mostBytes, await bytesIn(join(directory, 'buffer')));
    }
    expect(mostBytes).toBeLessThanOrEqual(maxBytes);
    const half = memory.length / 2;
    const growth = Math.max(...memory.slice(half)) - Math.max(...memory.slice(0, half));
    expect(growth).toBeLessThan(64 * 1024 * 1024);
    await until('all is on the disk', () => bus.sequence === total);
    await server.start();
    await until('what is left has been acknowledged', () => bus.sinks.every(({ backlog }) => backlog.events === 0), 60);
    const dropped = bus.tally.dropped.nats.space;
    expect(dropped).toBeGreaterThan(0);
    expect(bus.tally.acknowledged.nats).toBe(total - dropped);
    const sequences = sequencesOf(await eventsIn(connection));
    expect(sequences).toHaveLength(total - dropped);
    expect(sequences.every((sequence, index) => index === 0 || sequence > (sequences[index - 1] ?? 0))).toBe(true);
    process.stdout.write(
      `${total} events without a receiver: ${dropped} dropped, ${sequences.length} replayed, ${(mostBytes / 2 ** 20).toFixed(1)} of ${maxBytes / 2 ** 20} MiB on the disk, memory of the second half ${(growth / 1e6).toFixed(1)} MB above that of the first\n`,
    );
  });

  it('loses nothing while the server is killed and stopped under load', { timeout: 120_000 }, async () => {
    const server = await natsServer(onTestFinished, join(directory, 'nats'));
    const connection = await streamOn(server);
    const bus = busIn(directory);
    bus.setMode('nats');
    await bus.setSinks({ nats: natsSink(server) });
    await bus.start();
    onTestFinished(() => bus.stop());
    const publishing = publishAt(bus, 10_000, 1000);
    await until('some have come', () => bus.tally.acknowledged.nats > 1000);
    await server.kill();
    await until('it is missed', () => bus.sinks.some(({ name, isUp }) => name === 'nats' && !isUp));
    await server.start();
    await until('more have come', () => bus.tally.acknowledged.nats > 3000, 30);
    await server.pause();
    await until('it is missed', () => bus.tally.failures.nats.timeout > 0, 30);
    server.resume();
    await publishing;
    await until('all have been acknowledged', () => bus.tally.acknowledged.nats === 10_000, 40);
    expect(sequencesOf(await eventsIn(connection))).toEqual(range(1, 10_000));
    expect(bus.tally.dropped.nats).toEqual({ space: 0, age: 0, unreadable: 0, disk: 0, too_large: 0 });
  });
});
