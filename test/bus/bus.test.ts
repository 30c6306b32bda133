import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Bus } from '../../src/bus/bus.js';
import { compileSchema } from '../../src/document/schema.js';
import { type BusParts, busIn, folder, Receiver, range, until, verdict } from './workshop.js';

let directory: string;

beforeEach(async () => {
  directory = await folder(onTestFinished);
});

/** A bus that runs, in hybrid mode with a receiver at each end. */
async function running(parts: BusParts = {}) {
  const bus = busIn(directory, parts);
  const http = new Receiver();
  const nats = new Receiver();
  bus.setMode('hybrid');
  await bus.setSinks({ http, nats });
  await bus.start();
  onTestFinished(() => bus.stop());
  return { bus, http, nats };
}

function publish(bus: Bus, count: number): void {
  for (let index = 0; index < count; index++) bus.publish(verdict(`Agent${index % 7}`));
}

const backlog = (bus: Bus, name: string) => bus.sinks.find((sink) => sink.name === name)?.backlog.events;

describe('the bus', () => {
  it('sends each event to every sink of the mode, in the order in which it happened', async () => {
    const { bus, http, nats } = await running();
    publish(bus, 1000);
    await until('all have come', () => http.events.length === 1000 && nats.events.length === 1000);
    expect(http.sequences).toEqual(range(1, 1000));
    expect(nats.events).toEqual(http.events);
    expect(bus.tally.published.health).toBe(1000);
    expect(bus.tally.acknowledged).toEqual({ http: 1000, nats: 1000 });
  });

  it('sends what the published schema describes', async () => {
    const { bus, http } = await running();
    bus.publish(verdict('Planner'), { at: Date.UTC(2027, 0, 2, 3, 4, 5) });
    bus.publish({ kind: 'change', change: 'c1', state: 'active', runbook: 'risk-a', by: 'ada', entry: 4 });
    bus.publish({ kind: 'rollback', change: 'c1', outcome: 'done', reason: '', entry: 9 });
    bus.publish({ kind: 'heartbeat', mode: 'hybrid', interval_seconds: 10 });
    await until('all have come', () => http.events.length === 4);
    const schema = compileSchema(
      JSON.parse(readFileSync(new URL('../../schemas/fleet-event.schema.json', import.meta.url), 'utf8')),
    );
    for (const event of http.events) expect(schema(event), JSON.stringify(schema.errors)).toBe(true);
    expect(http.events[0]).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^alpha\/[0-9a-f]{16}\/1$/),
      source: '/fleetwatch/alpha',
      type: 'fleetwatch.health.changed',
      time: '2027-01-02T03:04:05.000Z',
      subject: 'Planner',
      datacontenttype: 'application/json',
      data: {
        machine: 'alpha',
        sequence: 1,
        paths: { http: 1, nats: 1 },
        kind: 'health',
        agent: 'Planner',
        verdict: 'degraded',
        previous: 'healthy',
        reason: 'said so',
      },
    });
    expect(http.events.map(({ type }) => type).slice(1)).toEqual([
      'fleetwatch.change.active',
      'fleetwatch.rollback.done',
      'fleetwatch.heartbeat',
    ]);
  });

  it('loses nothing while the mode goes from HTTP over hybrid to NATS and back', async () => {
    const { bus, http, nats } = await running();
    for (const mode of ['http', 'hybrid', 'nats', 'hybrid', 'http'] as const) {
      bus.setMode(mode);
      publish(bus, 100);
    }
    await until('all have come', () => http.events.length === 400 && nats.events.length === 300);
    expect(http.sequences).toEqual([...range(1, 200), ...range(301, 500)]);
    expect(nats.sequences).toEqual(range(101, 400));
    const paths = (sequence: number) => http.events.find(({ data }) => data.sequence === sequence)?.data.paths;
    expect([1, 101, 200].map(paths)).toEqual([{ http: 1 }, { http: 1, nats: 101 }, { http: 1, nats: 101 }]);
    expect([301, 500].map(paths)).toEqual([{ http: 301, nats: 101 }, { http: 301 }]);
  });

  it('keeps nothing and sends nothing while it is off', async () => {
    const { bus, http } = await running();
    http.failing = 'unreachable';
    publish(bus, 10);
    await until('it has been tried', () => bus.tally.failures.http.unreachable > 0);
    bus.setMode('off');
    http.failing = undefined;
    publish(bus, 10);
    bus.setMode('http');
    bus.publish(verdict('Planner'));
    await until('all have come', () => http.events.length === 11);
    expect(http.sequences).toEqual(range(1, 11));
  });

  it('brings what a sink has missed first, then what is new, when it works again', async () => {
    const said: string[] = [];
    const { bus, http, nats } = await running({
      news: { sink: (sink, failure) => said.push(`${sink} ${failure?.reason}`) },
    });
    nats.failing = 'unreachable';
    publish(bus, 300);
    await until('the other has all', () => http.events.length === 300);
    await until('it was tried twice', () => bus.tally.failures.nats.unreachable > 1);
    expect(bus.sinks).toMatchObject([
      { name: 'http', isActive: true, isUp: true, backlog: { events: 0, bytes: 0, oldestAt: undefined } },
      { name: 'nats', isActive: true, isUp: false, backlog: { events: 300, oldestAt: expect.any(Number) } },
    ]);
    nats.failing = undefined;
    nats.most = 37;
    publish(bus, 50);
    await until('all have come', () => nats.events.length === 350);
    expect(nats.sequences).toEqual(range(1, 350));
    expect(Math.max(...nats.batches)).toBe(37);
    expect(said).toEqual(['nats unreachable', 'nats undefined']);
    expect(bus.tally.dropped.nats).toEqual({ space: 0, age: 0, unreadable: 0, disk: 0, too_large: 0 });
  });

  it('does not replay a backlog in one flood', async () => {
    const { bus, nats } = await running();
    nats.failing = 'timeout';
    publish(bus, 5000);
    await until('it was tried', () => bus.tally.failures.nats.timeout > 0 && bus.sequence === 5000);
    const began = performance.now();
    nats.failing = undefined;
    await until('all have come', () => nats.events.length === 5000, 20);
    // 2,000 a second, but for what fits into the last batches.
    expect(performance.now() - began).toBeGreaterThan(1500);
    expect(nats.sequences).toEqual(range(1, 5000));
  });

  it('goes on after a restart where it was, with the same ids', async () => {
    const first = await running();
    first.http.failing = 'unreachable';
    publish(first.bus, 40);
    await until('the other has all', () => first.nats.events.length === 40);
    await first.bus.stop();
    const second = await running();
    publish(second.bus, 10);
    await until('all have come', () => second.http.events.length === 50 && second.nats.events.length === 10);
    expect(second.http.sequences).toEqual(range(1, 50));
    expect(second.nats.sequences).toEqual(range(41, 50));
    expect(second.http.events.slice(0, 40)).toEqual(first.nats.events);
    expect(second.http.events[49]?.data.paths).toEqual({ http: 1, nats: 1 });
  });

  it('counts anew, in another epoch, only where its folder was lost', async () => {
    const first = await running();
    publish(first.bus, 5);
    await until('all have come', () => first.http.events.length === 5);
    await first.bus.stop();
    await rm(join(directory, 'standing.json'));
    const second = await running();
    publish(second.bus, 1);
    await until('it has come', () => second.http.sequences.includes(6));
    await second.bus.stop();
    await rm(join(directory, 'buffer'), { recursive: true });
    const third = await running();
    publish(third.bus, 1);
    await until('it has come', () => third.http.events.length === 1);
    expect(third.http.sequences).toEqual([1]);
    const epochs = [first, second, third].map(({ http }) => http.events.at(-1)?.id.split('/')[1]);
    expect(new Set(epochs).size).toBe(3);
  });

  it('drops and counts what is too old when the sink works again', async () => {
    let now = 1_800_000_000_000;
    const { bus, nats } = await running({ now: () => now, buffer: { maxAgeSeconds: 60 } });
    nats.failing = 'unreachable';
    publish(bus, 30);
    await until('it was tried', () => bus.tally.failures.nats.unreachable > 0);
    now += 61_000;
    publish(bus, 5);
    nats.failing = undefined;
    await until('the new ones have come', () => nats.events.length === 5);
    expect(nats.sequences).toEqual(range(31, 35));
    expect(bus.tally.dropped.nats.age).toBe(30);
    expect(bus.tally.dropped.http.age).toBe(0);
  });

  it('drops and counts what a disk does not take, and shows the loss as a gap', async () => {
    const errors: unknown[] = [];
    // A file in its place: the folder cannot be made until it is gone.
    await writeFile(join(directory, 'buffer'), '');
    const { bus, http } = await running({ news: { buffer: (error) => errors.push(error) } });
    publish(bus, 10_020);
    expect(bus.tally.dropped.http.disk).toBe(20);
    expect(bus.unwritten).toBe(10_000);
    await rm(join(directory, 'buffer'));
    await until('what was kept has come', () => http.events.length === 10_000, 20);
    expect(errors).toMatchObject([{ code: 'EEXIST' }, undefined]);
    expect(bus.tally.dropped.http.disk).toBe(20);
  });

  it('gives up an event that the receiver never takes for its size, and no other', async () => {
    const { bus, http } = await running();
    http.failing = 'too_large';
    bus.publish(verdict('Planner'));
    await until('it was given up', () => bus.tally.dropped.http.too_large === 1);
    http.failing = undefined;
    bus.publish(verdict('Planner'));
    await until('the next has come', () => http.events.length === 1);
    expect(http.sequences).toEqual([2]);
  });

  it('knows after a restart what it was given, by the highest mark', async () => {
    const first = await running();
    expect(first.bus.mark).toBeUndefined();
    first.bus.publish(verdict('Planner'), { mark: 7 });
    await until('it has come', () => first.http.events.length === 1);
    await first.bus.stop();
    const second = await running();
    expect(second.bus.mark).toBe(7);
    second.bus.pass(9);
    await second.bus.stop();
    expect((await running()).bus.mark).toBe(9);
  });

  it('closes a sink that another takes the place of', async () => {
    const { bus, http } = await running();
    const next = new Receiver();
    await bus.setSinks({ http: next });
    expect(http.isClosed).toBe(true);
    publish(bus, 3);
    await until('they have come', () => next.events.length === 3);
    expect(backlog(bus, 'nats')).toBe(3);
  });
});
