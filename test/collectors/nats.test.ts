import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { natsCollector } from '../../src/collectors/nats.js';
import { NatsWatch } from '../../src/nats/watch.js';
import { collect } from './collect.js';

/** Bodies by path, as the server of the test gives them; what is missing gets no answer at all. */
let answers: Map<string, unknown>;
let server: Server;
let address: string;
let watch: NatsWatch;
beforeEach(async () => {
  const fixture = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(`../fixtures/nats/${name}.json`, import.meta.url), 'utf8'));
  answers = new Map([
    ...['varz', 'jsz', 'leafz', 'connz'].map((name) => [name, fixture(name)] as const),
    ['healthz', { status: 'ok' }],
  ]);
  server = createServer((request, response) => {
    const body = answers.get(/^\/(\w+)/.exec(request.url ?? '')?.[1] ?? '');
    if (body !== undefined) response.end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  address = `127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`;
  const streams = ['FLEET_alpha', 'FLEET_gamma'];
  watch = new NatsWatch(
    [{ machine: 'alpha', url: `http://${address}/`, links: 2, streams }],
    () => 1_795_383_000_000,
    15_000,
  );
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Samples by name and labels behind the server's. */
async function samples(signal = new AbortController().signal): Promise<Readonly<Record<string, number>>> {
  const collector = natsCollector({ machine: 'alpha', look: () => watch.look(signal) });
  const seen = Object.entries((await collect(collector)).samples);
  return Object.fromEntries(seen.map(([name, value]) => [name.replace(` server=${address}`, ''), value]));
}

const nothing = {
  fleet_nats_up: 0,
  'fleet_nats_healthy check=all': 0,
  'fleet_nats_healthy check=jetstream_enabled': 0,
  'fleet_nats_healthy check=jetstream_server': 0,
  'fleet_nats_stream_up stream=FLEET_alpha': 0,
  'fleet_nats_stream_up stream=FLEET_gamma': 0,
  fleet_nats_leaf_links: 0,
  fleet_nats_leaf_links_expected: 2,
};

describe('a nats-server', () => {
  it('is shown with its streams, their sources and consumers, and its links', async () => {
    const ofBeta = 'stream=FLEET_beta source=FLEET_beta kind=source';
    expect(await samples()).toMatchObject({
      fleet_nats_up: 1,
      'fleet_nats_healthy check=all': 1,
      'fleet_nats_info name=alpha version=2.9.10': 1,
      fleet_nats_connections_max: 1000,
      fleet_nats_slow_consumers_total: 0,
      fleet_nats_storage_bytes: 2490,
      fleet_nats_storage_reserved_bytes: 134_217_728,
      'fleet_nats_stream_up stream=FLEET_alpha': 1,
      'fleet_nats_stream_up stream=FLEET_beta': 1,
      'fleet_nats_stream_up stream=FLEET_gamma': 0,
      'fleet_nats_stream_last_message_timestamp_seconds stream=FLEET_beta': 0,
      [`fleet_nats_source_lag_messages ${ofBeta}`]: 12,
      [`fleet_nats_source_contact_timestamp_seconds ${ofBeta}`]: 1_795_383_000 - 5.455728623,
      'fleet_nats_source_contact_timestamp_seconds stream=FLEET_beta source=FLEET_gamma kind=source': 0,
      'fleet_nats_consumer_pending_messages stream=FLEET_alpha consumer=board': 7,
      'fleet_nats_replica_current stream=FLEET_alpha replica=gamma': 0,
      fleet_nats_leaf_links: 1,
      fleet_nats_leaf_links_expected: 2,
      'fleet_nats_leaf_up remote=127.0.0.1': 1,
      'fleet_nats_leaf_round_trip_seconds remote=127.0.0.1': 0.000222,
    });
  });

  it('that is gone has what is expected of it, all 0, and the links that it had', async () => {
    await samples();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await samples()).toStrictEqual({ ...nothing, 'fleet_nats_leaf_up remote=127.0.0.1': 0 });
  });

  it('that does not answer is as one that is gone', async () => {
    answers.clear();
    expect(await samples(AbortSignal.timeout(100))).toStrictEqual(nothing);
  });

  it.each([
    ['another program', { hello: 'world' }],
    ['what is no object', 'ok'],
    ['more than is read', 'x'.repeat(2_200_000)],
  ])('that gives %s is none', async (_name, body) => {
    for (const name of answers.keys()) answers.set(name, body);
    expect(await samples()).toStrictEqual(nothing);
  });

  it('without JetStream is up, and has no stream', async () => {
    answers.set('jsz', { disabled: true, config: { max_storage: 0 }, storage: 0 });
    answers.set('healthz', { status: 'unavailable', error: 'JetStream not enabled' });
    expect(await samples()).toMatchObject({
      fleet_nats_up: 1,
      'fleet_nats_healthy check=jetstream_enabled': 0,
      'fleet_nats_stream_up stream=FLEET_alpha': 0,
    });
  });
});
