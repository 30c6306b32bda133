import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Key } from '../../src/peers/key.js';
import { PeerWatch, type PeerWatchOptions } from '../../src/peers/watch.js';

const clocks = { now: Date.now, elapsed: () => performance.now() };
const ending: (() => void)[] = [];

afterEach(() => {
  for (const end of ending.splice(0)) end();
});

/** An address of its own for each machine, with a port that is free for TCP and UDP. */
async function placeAt(host: string): Promise<{ host: string; port: number }> {
  const server = createServer((_request, response) => response.end('fleetwatch is healthy.')).listen(0, host);
  await once(server, 'listening');
  ending.push(() => server.close());
  return { host, port: (server.address() as AddressInfo).port };
}

async function watched(own: string, options: Pick<PeerWatchOptions, 'listen' | 'peers'> & Partial<PeerWatchOptions>) {
  const watch = new PeerWatch({
    own,
    witnesses: [],
    timeoutMs: 500,
    heartbeatMs: 20,
    readKey: async (): Promise<Key> => ({ kind: 'none' }),
    clocks,
    deaf: (error) => {
      throw error;
    },
    ...options,
  });
  ending.push(() => watch.stop());
  await watch.start();
  return watch;
}

/** Two machines that watch each other. */
async function twoMachines(ofAlpha: Partial<PeerWatchOptions> = {}, ofBeta: Partial<PeerWatchOptions> = {}) {
  const [here, there] = await Promise.all([placeAt('127.0.0.2'), placeAt('127.0.0.3')]);
  const alpha = await watched('alpha', { listen: here, peers: [{ name: 'beta', ...there }], ...ofAlpha });
  const beta = await watched('beta', { listen: there, peers: [{ name: 'alpha', ...here }], ...ofBeta });
  return { alpha, beta, here, there };
}

const keyed = (key: string) => ({ readKey: async (): Promise<Key> => ({ kind: 'key', key }) });

describe('two machines', () => {
  it.each([
    ['without a key', {}],
    ['with one key', keyed('secret')],
  ])('hear each other, %s', async (_, options) => {
    const { alpha, beta } = await twoMachines(options, options);
    await vi.waitFor(async () => {
      for (const one of [alpha, beta]) {
        const { peers, ignored } = await one.look();
        expect(peers[0]?.look).toMatchObject({ reach: 'connected', isHealthy: true });
        expect(peers[0]?.heard.echoedAt).toBeGreaterThan(0);
        expect(peers[0]?.heard.roundTripSeconds).toBeLessThan(1);
        expect(ignored).toEqual({ malformed: 0, forged: 0, foreign: 0, replayed: 0 });
      }
    }, 5000);
  });

  it.each([
    ['with different keys', keyed('other')],
    ['where one has lost its key', { readKey: async (): Promise<Key> => ({ kind: 'lost' }) }],
  ])('do not believe each other, %s', async (_, options) => {
    const { alpha, beta } = await twoMachines(keyed('secret'), options);
    await vi.waitFor(async () => expect((await beta.look()).ignored.forged).toBeGreaterThan(2), 5000);
    expect((await beta.look()).peers[0]?.heard.heardAt).toBe(0);
    expect((await alpha.look()).peers[0]?.heard.heardAt).toBe(0);
  });

  it('are judged by TCP and HTTP alone where the UDP port is taken', async () => {
    const taken = createSocket('udp4').bind(0, '127.0.0.2');
    await once(taken, 'listening');
    ending.push(() => taken.close());
    const there = await placeAt('127.0.0.3');
    const deaf = vi.fn();
    const listen = { host: '127.0.0.2', port: taken.address().port };
    const alpha = await watched('alpha', { listen, peers: [{ name: 'beta', ...there }], deaf });
    expect(deaf).toHaveBeenCalledOnce();
    expect((await alpha.look()).peers[0]?.look?.isHealthy).toBe(true);
  });
});

it('strangers are counted, and not answered', async () => {
  const { alpha, here } = await twoMachines();
  const stranger = createSocket('udp4').bind(0, '127.0.0.9');
  await once(stranger, 'listening');
  ending.push(() => stranger.close());
  const answers = vi.fn();
  stranger.on('message', answers);
  const claim = { from: 'beta', to: 'alpha', session: 9e12, sequence: 1, sentAt: 0 };
  stranger.send('what?', here.port, here.host);
  stranger.send(`${'0'.repeat(64)} ${JSON.stringify(claim)}`, here.port, here.host);
  await vi.waitFor(async () => {
    expect((await alpha.look()).ignored).toMatchObject({ malformed: 1, foreign: 1 });
  }, 5000);
  expect(answers).not.toHaveBeenCalled();
});

it('a witness is up where its host answers, whether anybody listens or not', async () => {
  const up = await placeAt('127.0.0.2');
  const alpha = await watched('alpha', {
    listen: up,
    peers: [],
    // No way leads to the discard prefix (RFC 6666); on port 1 nobody listens.
    witnesses: [up, { host: '127.0.0.2', port: 1 }, { host: '100::1', port: 53 }],
    timeoutMs: 300,
  });
  expect((await alpha.look()).witnesses).toEqual([
    { name: `127.0.0.2:${up.port}`, isUp: true },
    { name: '127.0.0.2:1', isUp: true },
    { name: '[100::1]:53', isUp: false },
  ]);
  expect(alpha.port).toBeUndefined();
});
