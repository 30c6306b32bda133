import type { Collector } from '../exposition/collector.js';
import { counter, type Family, gauge } from '../exposition/family.js';
import type { Page } from '../exposition/page.js';
import type { JetStreamFigures, ServerFigures, StreamFigures } from '../nats/answers.js';
import type { WatchedServer } from '../nats/watch.js';

/** `server` is the address of its monitoring, by which several of one machine are told apart. */
const ofServer = ['machine', 'server'] as const;
const ofStream = [...ofServer, 'stream'] as const;
const ofSource = [...ofStream, 'source', 'kind'] as const;
const ofConsumer = [...ofStream, 'consumer'] as const;
const ofReplica = [...ofStream, 'replica'] as const;
const bothWays = [...ofServer, 'direction'] as const;
const ofLink = [...ofServer, 'remote'] as const;

const up = gauge(
  'fleet_nats_up',
  'Whether the monitoring of the nats-server answered within 3 seconds. Where it is 0, only what is expected has series.',
  ofServer,
);
const healthy = gauge(
  'fleet_nats_healthy',
  'Whether a health check of the server passed: all, jetstream_enabled or jetstream_server.',
  [...ofServer, 'check'],
);
const info = gauge('fleet_nats_info', 'What the server is.', [...ofServer, 'name', 'version']);
const startedAt = gauge('fleet_nats_start_timestamp_seconds', 'Unix time at which the server started.', ofServer);
const memory = gauge('fleet_nats_memory_bytes', 'Resident memory of the server.', ofServer);
const cpu = gauge('fleet_nats_cpu_ratio', 'Processor time that the server takes, 1 for a whole core.', ofServer);
const connections = gauge('fleet_nats_connections', 'Clients that are connected.', ofServer);
const maxConnections = gauge('fleet_nats_connections_max', 'Clients that may be connected.', ofServer);
const pendingBytes = gauge(
  'fleet_nats_connection_pending_bytes',
  'What waits for the client that takes longest to read.',
  ofServer,
);
const slowConsumers = counter(
  'fleet_nats_slow_consumers_total',
  'Connections that the server ended because they did not read.',
  ofServer,
);
const messages = counter('fleet_nats_messages_total', 'Messages that came in or went out.', bothWays);
const bytes = counter('fleet_nats_bytes_total', 'Bytes that came in or went out.', bothWays);
const storage = gauge('fleet_nats_storage_bytes', 'What all streams take on disk.', ofServer);
const reserved = gauge('fleet_nats_storage_reserved_bytes', 'What streams may take by their own limits.', ofServer);
const storageMax = gauge('fleet_nats_storage_max_bytes', 'What JetStream may take on disk.', ofServer);
const apiErrors = counter('fleet_nats_api_errors_total', 'Requests to JetStream that it refused.', ofServer);
const streamUp = gauge(
  'fleet_nats_stream_up',
  'Whether a stream is there. One that the settings name is 0 while it, JetStream or the server is not.',
  ofStream,
);
const streamMessages = gauge('fleet_nats_stream_messages', 'Messages in the stream.', ofStream);
const streamBytes = gauge('fleet_nats_stream_bytes', 'What the stream takes.', ofStream);
const streamMax = gauge('fleet_nats_stream_max_bytes', 'What it may take; absent where it has no limit.', ofStream);
const lastSequence = gauge('fleet_nats_stream_last_sequence', 'Sequence of its last message.', ofStream);
const lastAt = gauge(
  'fleet_nats_stream_last_message_timestamp_seconds',
  'Unix time of its last message, 0 where there was none.',
  ofStream,
);
const sourceLag = gauge(
  'fleet_nats_source_lag_messages',
  'Messages that are in the stream it takes from and not yet in it, as of the last contact.',
  ofSource,
);
const sourceContact = gauge(
  'fleet_nats_source_contact_timestamp_seconds',
  'Unix time of the last sign of life from the stream it takes from, 0 where there was none since the server started.',
  ofSource,
);
const pending = gauge('fleet_nats_consumer_pending_messages', 'Messages the consumer was not given yet.', ofConsumer);
const unacknowledged = gauge(
  'fleet_nats_consumer_unacknowledged_messages',
  'Messages that it was given and has not acknowledged.',
  ofConsumer,
);
const redelivered = gauge(
  'fleet_nats_consumer_redelivered_messages',
  'Messages among them that it was given more than once.',
  ofConsumer,
);
const waiting = gauge(
  'fleet_nats_consumer_waiting_pulls',
  'Requests of its clients that wait for a message.',
  ofConsumer,
);
const replicaCurrent = gauge('fleet_nats_replica_current', 'Whether a replica of the stream has all of it.', ofReplica);
const replicaLag = gauge('fleet_nats_replica_lag_messages', 'Entries that it lacks.', ofReplica);
const links = gauge('fleet_nats_leaf_links', 'Leaf links that stand.', ofServer);
const linksExpected = gauge('fleet_nats_leaf_links_expected', 'Leaf links that should, by the settings.', ofServer);
const leafUp = gauge(
  'fleet_nats_leaf_up',
  'Whether the link to a server stands, by its name or address; 0 for one that stood since this exporter started.',
  ofLink,
);
const leafRoundTrip = gauge('fleet_nats_leaf_round_trip_seconds', 'Time to the server and back.', ofLink);

/** All that this collector exports. */
export const natsFamilies: readonly Family[] = [
  ...[up, healthy, info, startedAt, memory, cpu, connections, maxConnections, pendingBytes, slowConsumers],
  ...[messages, bytes, storage, reserved, storageMax, apiErrors],
  ...[streamUp, streamMessages, streamBytes, streamMax, lastSequence, lastAt, sourceLag, sourceContact],
  ...[pending, unacknowledged, redelivered, waiting, replicaCurrent, replicaLag],
  ...[links, linksExpected, leafUp, leafRoundTrip],
];

export interface NatsSource {
  readonly machine: string;
  look(signal: AbortSignal): Promise<readonly WatchedServer[]>;
}

/** Do the nats-servers of this machine carry the bus? */
export function natsCollector({ machine, look }: NatsSource): Collector {
  return {
    name: 'nats',
    risk: 'F',
    schedule: '*/10 * * * * *',
    deadlineSeconds: 5,
    families: natsFamilies,
    async collect({ page, signal }) {
      for (const { settings, view, links: standing, lookedAt } of await look(signal)) {
        const of = { machine, server: new URL(settings.url).host };
        page.set(up, of, view.server === undefined ? 0 : 1);
        for (const [check, passed] of Object.entries(view.healthy)) page.set(healthy, { ...of, check }, passed ? 1 : 0);
        if (view.server !== undefined) setServer(page, of, view.server);
        if (view.pendingBytes !== undefined) page.set(pendingBytes, of, view.pendingBytes);
        if (view.jetStream !== undefined) setJetStream(page, of, view.jetStream);
        const streams = view.jetStream?.streams ?? [];
        const there = new Set(streams.map(({ name }) => name));
        for (const stream of new Set([...settings.streams, ...there])) {
          page.set(streamUp, { ...of, stream }, there.has(stream) ? 1 : 0);
        }
        for (const stream of streams) {
          setStream(page, { ...of, stream: stream.name }, stream, lookedAt);
          await page.turn();
        }
        page.set(linksExpected, of, settings.links);
        page.set(links, of, view.links?.length ?? 0);
        for (const [remote, roundTrip] of standing) {
          page.set(leafUp, { ...of, remote }, roundTrip === undefined ? 0 : 1);
          if (roundTrip !== undefined && roundTrip > 0) page.set(leafRoundTrip, { ...of, remote }, roundTrip);
        }
      }
      return undefined;
    },
  };
}

type Of = Record<(typeof ofServer)[number], string>;

function setServer(page: Page, of: Of, server: ServerFigures): void {
  page.set(info, { ...of, name: server.name, version: server.version }, 1);
  page.set(startedAt, of, server.startedAt);
  page.set(memory, of, server.memoryBytes);
  page.set(cpu, of, server.cpuRatio);
  page.set(connections, of, server.connections);
  page.set(maxConnections, of, server.maxConnections);
  page.set(slowConsumers, of, server.slowConsumers);
  for (const direction of ['in', 'out'] as const) {
    page.set(messages, { ...of, direction }, server.messages[direction]);
    page.set(bytes, { ...of, direction }, server.bytes[direction]);
  }
}

function setJetStream(page: Page, of: Of, jetStream: JetStreamFigures): void {
  page.set(storage, of, jetStream.storageBytes);
  page.set(reserved, of, jetStream.reservedBytes);
  page.set(storageMax, of, jetStream.maxStorageBytes);
  page.set(apiErrors, of, jetStream.apiErrors);
}

function setStream(page: Page, of: Of & { readonly stream: string }, stream: StreamFigures, lookedAt: number): void {
  page.set(streamMessages, of, stream.messages);
  page.set(streamBytes, of, stream.bytes);
  if (stream.maxBytes !== undefined) page.set(streamMax, of, stream.maxBytes);
  page.set(lastSequence, of, stream.lastSequence);
  page.set(lastAt, of, stream.lastAt ?? 0);
  for (const { name, kind, lag, silentSeconds } of stream.sources) {
    const source = { ...of, source: name, kind };
    page.set(sourceLag, source, lag);
    page.set(sourceContact, source, silentSeconds === undefined ? 0 : lookedAt / 1000 - silentSeconds);
  }
  for (const one of stream.consumers) {
    const consumer = { ...of, consumer: one.name };
    page.set(pending, consumer, one.pending);
    page.set(unacknowledged, consumer, one.unacknowledged);
    page.set(redelivered, consumer, one.redelivered);
    page.set(waiting, consumer, one.waiting);
  }
  for (const { name, current, lag } of stream.replicas) {
    const replica = { ...of, replica: name };
    page.set(replicaCurrent, replica, current ? 1 : 0);
    page.set(replicaLag, replica, lag);
  }
}
