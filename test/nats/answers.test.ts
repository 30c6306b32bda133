import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isHealthy, readJetStream, readLeafLinks, readPendingBytes, readServer } from '../../src/nats/answers.js';
import { secondsOfGo } from '../../src/nats/duration.js';

/** In the form of nats-server 2.9.10; `jsz.json` has figures put in that an idle server does not show. */
function answer(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/nats/${name}.json`, import.meta.url), 'utf8'));
}

describe('answers of nats-server 2.9.10', () => {
  it('tell what the server is', () => {
    expect(readServer(answer('varz'))).toMatchObject({
      name: 'alpha',
      version: '2.9.10',
      connections: 1,
      maxConnections: 1000,
      slowConsumers: 0,
      startedAt: Date.parse('2026-11-22T21:25:18.846Z') / 1000,
    });
  });

  it('tell of streams, of where they take from, and of their consumers', () => {
    expect(readJetStream(answer('jsz'))).toStrictEqual({
      storageBytes: 2490,
      reservedBytes: 134_217_728,
      maxStorageBytes: 1_000_000_000,
      apiErrors: 1,
      streams: [
        {
          name: 'FLEET_alpha',
          messages: 10,
          bytes: 1000,
          maxBytes: 67_108_864,
          lastSequence: 10,
          lastAt: Date.parse('2026-11-22T21:30:10.770Z') / 1000,
          sources: [],
          consumers: [{ name: 'board', pending: 7, unacknowledged: 3, redelivered: 1, waiting: 2 }],
          replicas: [{ name: 'gamma', current: false, lag: 4 }],
        },
        {
          name: 'FLEET_beta',
          messages: 0,
          bytes: 0,
          maxBytes: undefined,
          lastSequence: 0,
          lastAt: undefined,
          sources: [
            { name: 'FLEET_beta', kind: 'source', lag: 12, silentSeconds: 5.455728623 },
            { name: 'FLEET_gamma', kind: 'source', lag: 0, silentSeconds: undefined },
          ],
          consumers: [],
          replicas: [],
        },
      ],
    });
  });

  it('tell of links, and what waits for clients', () => {
    expect(readLeafLinks(answer('leafz'))).toStrictEqual([{ remote: '127.0.0.1', roundTripSeconds: 0.000222 }]);
    expect(readPendingBytes(answer('connz'))).toBe(0);
    expect(readPendingBytes({ num_connections: 2, connections: [{ pending_bytes: 512 }] })).toBe(512);
    expect(isHealthy({ status: 'ok' })).toBe(true);
    expect(isHealthy({ status: 'unavailable', error: 'JetStream stream "FLEET_alpha" is not current' })).toBe(false);
  });

  it('prefer the name of the other server, as 2.10 tells it', () => {
    expect(readLeafLinks({ leafnodes: 1, leafs: [{ name: 'beta', ip: '10.0.0.2', rtt: '' }] })).toStrictEqual([
      { remote: 'beta', roundTripSeconds: undefined },
    ]);
  });
});

it.each([null, 'ok', [], {}, { connections: 'many', version: 2 }, { disabled: true, storage: 0 }])(
  '%j is the answer of no server, or of one without JetStream',
  (body) => {
    expect([readServer(body), readJetStream(body), readLeafLinks(body), readPendingBytes(body)]).toStrictEqual([
      ...Array(4),
    ]);
    expect(isHealthy(body)).toBe(false);
  },
);

it.each([
  ['188µs', 0.000188],
  ['1.5ms', 0.0015],
  ['1m2.5s', 62.5],
  ['2h0m0s', 7200],
  ['0s', 0],
  ['', undefined],
  ['soon', undefined],
  ['-1s', undefined],
])('Go says %s', (text, seconds) => {
  expect(secondsOfGo(text)).toBe(seconds);
});
