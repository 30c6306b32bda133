import type { JetStreamManager, StreamConfig, StreamInfo } from '@nats-io/jetstream';
import type { NatsSinkOptions } from '../bus/options.js';
import { connectNats } from '../bus/sinks/natsConnection.js';
import { type Difference, differences, streamsFor, type Topology, tokenOf, type WantedStream } from './topology.js';

/** How a stream stands, and what became of it. */
export type StreamStanding =
  | { readonly stream: string; readonly kind: 'as-wanted' | 'missing' | 'made' }
  | { readonly stream: string; readonly kind: 'different' | 'changed'; readonly differences: readonly Difference[] }
  | { readonly stream: string; readonly kind: 'refused'; readonly reason: string };

/** A server whose streams are not looked at; the message is for whoever asked. */
export class StreamsRefused extends Error {
  override readonly name = 'StreamsRefused';
}

/** Milliseconds for one answer. */
const patience = 5000;
/** Error code of the JetStream API (server/errors.json of nats-server). */
const streamNotFound = 10059;

/**
 * Holds the streams of one server against what they are to be, and makes or changes them where `apply` is set; doing so twice does
 * nothing more. Streams of other names are left alone. Rejects with {@link StreamsRefused}, or with what the connection says.
 */
export async function tendStreams(
  server: Pick<NatsSinkOptions, 'servers' | 'credentials' | 'tls'>,
  topology: Topology,
  apply: boolean,
): Promise<StreamStanding[]> {
  const options = { ...server, stream: undefined, subjectPrefix: topology.subjectPrefix };
  const connection = await connectNats(options, `fleetwatch ${topology.machine} streams`);
  try {
    const { jetstreamManager } = await import('@nats-io/jetstream');
    const manager = await asked(() => jetstreamManager(connection, { timeout: patience }));
    const { domain } = await asked(() => manager.getAccountInfo());
    if (domain !== tokenOf(topology.machine)) {
      throw new StreamsRefused(
        `this server is of the JetStream domain \`${domain ?? 'none'}\`, not of \`${tokenOf(topology.machine)}\`: say with --machine whose it is`,
      );
    }
    const standings: StreamStanding[] = [];
    for (const wanted of streamsFor(topology)) standings.push(await tend(wanted, manager, apply));
    return standings;
  } finally {
    await connection.close();
  }
}

async function tend(wanted: WantedStream, manager: JetStreamManager, apply: boolean): Promise<StreamStanding> {
  const stream = wanted.name;
  const found = await asked(() => infoOf(stream, manager));
  if (found === undefined) {
    if (!apply) return { stream, kind: 'missing' };
    return taken(stream, { stream, kind: 'made' }, () => manager.streams.add(wanted));
  }
  const different = differences(wanted, found.config);
  if (different.length === 0) return { stream, kind: 'as-wanted' };
  if (!apply) return { stream, kind: 'different', differences: different };
  const config: Partial<StreamConfig> = { ...found.config, ...wanted };
  return taken(stream, { stream, kind: 'changed', differences: different }, () =>
    manager.streams.update(stream, config),
  );
}

async function infoOf(stream: string, manager: JetStreamManager): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(stream);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === streamNotFound) return undefined;
    throw error;
  }
}

/** What the server refuses is part of the answer: storage and retention of a stream, say, cannot be changed. */
async function taken(stream: string, done: StreamStanding, work: () => Promise<unknown>): Promise<StreamStanding> {
  try {
    await work();
    return done;
  } catch (error) {
    const reason = error instanceof Error ? reasonOf(error) : 'no reason given';
    return { stream, kind: 'refused', reason };
  }
}

async function asked<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw new StreamsRefused(
      `JetStream cannot be asked: ${error instanceof Error ? reasonOf(error) : 'no reason given'}`,
      {
        cause: error,
      },
    );
  }
}

function reasonOf(error: Error): string {
  // The library wraps what the server says of a request.
  if (error.message.startsWith('Permissions Violation')) return 'this user may not do that';
  if (error.name === 'TimeoutError') return 'no answer in time';
  return error.message;
}
