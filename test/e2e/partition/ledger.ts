import type { TwoHosts } from './hosts.js';
import type { Side } from './play.js';
import { StreamsOfHost } from './streams.js';
import { until } from './until.js';

/** What became of the events of both machines while a fault lasted. */
export interface EventCount {
  readonly sent: number;
  /** Each of these over all four streams: two of a machine's own, two copies. */
  readonly lost: number;
  /** In a stream although it deduplicates by id. */
  readonly doubled: number;
  readonly disordered: number;
  /** Seconds until all streams held the last event that was sent before the end of the fault; absent where that took too long. */
  readonly replayed: number | undefined;
}

/** What waited for a server, at most. */
export interface BufferUse {
  readonly bytes: number;
  readonly bound: number;
}

const sides = ['alpha', 'beta'] as const;

/** Sequences of the last event of each machine. */
export type Standings = Readonly<Record<Side, number>>;

/** How far each machine has come with its events; waits for one that has just started. */
export async function standings(hosts: TwoHosts, past: Standings = { alpha: 0, beta: 0 }): Promise<Standings> {
  const now = { ...past };
  for (const side of sides) {
    await until(`fleetwatch of ${side} says how far it is`, 60, async () => {
      now[side] = (await hosts[side].figure('fleet_bus_sequence')) ?? 0;
      return now[side] > past[side];
    });
  }
  return now;
}

/** Counts the events after `from`, up to `to`, in the streams of both hosts, once they are there. */
export async function countEvents(hosts: TwoHosts, from: Standings, to: Standings): Promise<EventCount> {
  const opened = await Promise.all(hosts.all.map(({ console }) => StreamsOfHost.open(console, hosts.busPassword)));
  try {
    const all = opened.flatMap((server) => sides.map((side) => ({ server, side, stream: `FLEET_${side}` })));
    const replayed = await until('all events are in all streams', 180, async () => {
      const newest = await Promise.all(all.map(({ server, stream }) => server.newest(stream)));
      return all.every(({ side }, index) => (newest[index] ?? 0) >= to[side]);
    }).catch(() => undefined);
    const counts = await Promise.all(
      all.map(async ({ server, side, stream }) => countSequences(await server.sequences(stream), from[side], to[side])),
    );
    const sum = (of: keyof StreamCount) => counts.reduce((total, count) => total + count[of], 0);
    const sent = sides.reduce((total, side) => total + to[side] - from[side], 0);
    return { sent, lost: sum('lost'), doubled: sum('doubled'), disordered: sum('disordered'), replayed };
  } finally {
    await Promise.all(opened.map((server) => server.close()));
  }
}

type StreamCount = Pick<EventCount, 'lost' | 'doubled' | 'disordered'>;

/** Of a stream's sequences in its order, those after `from` and up to `to`. */
function countSequences(sequences: readonly number[], from: number, to: number): StreamCount {
  const chosen = sequences.filter((sequence) => sequence > from && sequence <= to);
  const different = new Set(chosen).size;
  return {
    lost: to - from - different,
    doubled: chosen.length - different,
    disordered: chosen.filter((sequence, index) => sequence < (chosen[index - 1] ?? 0)).length,
  };
}

/** The fullest buffer of both machines since a time (Unix milliseconds), as either Prometheus has it. */
export async function fullestBuffer(hosts: TwoHosts, since: number): Promise<BufferUse> {
  const window = `${Math.ceil((Date.now() - since) / 1000)}s`;
  const largest = async (promql: string) => {
    const answers = await Promise.all(hosts.all.map((host) => host.query(promql)));
    return Math.max(0, ...answers.flat().map(({ value }) => Number(value[1])));
  };
  return {
    bytes: await largest(`max(max_over_time(fleet_bus_backlog_bytes[${window}]))`),
    bound: await largest('min(fleet_bus_backlog_max_bytes)'),
  };
}
