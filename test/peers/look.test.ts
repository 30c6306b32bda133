import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { lookAtPeer } from '../../src/peers/look.js';

const servers: Server[] = [];
const signal = new AbortController().signal;

async function listening(server: Server): Promise<{ host: string; port: number }> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('a look at a peer', () => {
  it.each([
    [200, true],
    [503, false],
  ])('finds a fleetwatch that answers with %i', async (status, isHealthy) => {
    const target = await listening(createHttp((_request, response) => response.writeHead(status).end('fleetwatch')));
    expect(await lookAtPeer(target, 1000, signal)).toEqual({
      reach: 'connected',
      isHealthy,
      roundTripSeconds: expect.any(Number),
    });
  });

  it('finds one that accepts and does not answer, within the deadline', async () => {
    const target = await listening(createServer((socket) => socket.on('error', () => undefined)));
    const look = await lookAtPeer(target, 1500, signal);
    expect(look).toEqual({ reach: 'connected', isHealthy: false, roundTripSeconds: undefined });
  });

  it('finds a host that lives, and nobody who listens', async () => {
    const target = await listening(createServer());
    servers.splice(0).map((server) => server.close());
    expect(await lookAtPeer(target, 1000, signal)).toMatchObject({ reach: 'refused', isHealthy: false });
  });

  it.each([
    // Only IPv6 packets of this machine may have this source; there is no way to it (RFC 6666, the discard prefix).
    ['no way to it', '100::1'],
    ['no such name', 'nowhere.invalid'],
  ])('finds nobody: %s', async (_, host) => {
    expect(await lookAtPeer({ host, port: 9877 }, 300, signal)).toMatchObject({ reach: 'silent', isHealthy: false });
  });
});
