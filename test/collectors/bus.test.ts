import { describe, expect, it } from 'vitest';
import type { SinkView } from '../../src/bus/bus.js';
import { BusTally } from '../../src/bus/tally.js';
import { busCollector } from '../../src/collectors/bus.js';
import { collect } from './collect.js';

const now = 1_800_000_000_000;
const nothing = { events: 0, bytes: 0, oldestAt: undefined };
const idle: readonly SinkView[] = [
  { name: 'http', isActive: false, isUp: false, backlog: nothing },
  { name: 'nats', isActive: false, isUp: false, backlog: nothing },
];

async function samplesOf(parts: { mode?: 'off' | 'hybrid'; sinks?: readonly SinkView[]; tally?: BusTally } = {}) {
  const bus = {
    mode: 'off' as const,
    sequence: 0,
    unwritten: 0,
    maxBytes: 1000,
    sinks: idle,
    tally: new BusTally(),
    ...parts,
  };
  const { samples, findings } = await collect(busCollector({ machine: 'alpha', bus, now: () => now }));
  expect(findings).toBeUndefined();
  return samples;
}

describe('the bus', () => {
  it('has all its series before anything was sent', async () => {
    const samples = await samplesOf();
    const counts = Object.entries(samples).filter(([name]) => name.includes('_total'));
    expect(counts).toHaveLength(4 + 2 + 2 * 8 + 2 * 5);
    expect(counts.every(([, value]) => value === 0)).toBe(true);
    expect(samples).toMatchObject({
      'fleet_bus_mode mode=off': 1,
      'fleet_bus_mode mode=hybrid': 0,
      fleet_bus_sequence: 0,
      fleet_bus_unwritten_events: 0,
      'fleet_bus_sink_up sink=nats': 0,
      'fleet_bus_sink_active sink=nats': 0,
      'fleet_bus_backlog_events sink=nats': 0,
      'fleet_bus_backlog_max_bytes sink=nats': 1000,
      'fleet_bus_backlog_oldest_timestamp_seconds sink=nats': now / 1000,
    });
  });

  it('shows what was sent, what waits, and what is lost, by sink', async () => {
    const tally = new BusTally();
    tally.published.health = 12;
    tally.acknowledged.http = 12;
    tally.failures.nats.timeout = 3;
    tally.dropped.nats.space = 5;
    const backlog = { events: 7, bytes: 700, oldestAt: now - 60_000 };
    const samples = await samplesOf({
      mode: 'hybrid',
      tally,
      sinks: [
        { name: 'http', isActive: true, isUp: true, backlog: nothing },
        { name: 'nats', isActive: true, isUp: false, backlog },
      ],
    });
    expect(samples).toMatchObject({
      'fleet_bus_mode mode=off': 0,
      'fleet_bus_mode mode=hybrid': 1,
      'fleet_bus_events_published_total kind=health': 12,
      'fleet_bus_events_published_total kind=heartbeat': 0,
      'fleet_bus_sink_up sink=http': 1,
      'fleet_bus_sink_up sink=nats': 0,
      'fleet_bus_events_acknowledged_total sink=http': 12,
      'fleet_bus_send_failures_total sink=nats reason=timeout': 3,
      'fleet_bus_send_failures_total sink=http reason=timeout': 0,
      'fleet_bus_events_dropped_total sink=nats reason=space': 5,
      'fleet_bus_backlog_events sink=nats': 7,
      'fleet_bus_backlog_bytes sink=nats': 700,
      'fleet_bus_backlog_oldest_timestamp_seconds sink=nats': now / 1000 - 60,
    });
  });
});
