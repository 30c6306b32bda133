import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { findListenOwner } from '../../src/system/listenOwner.js';
import { readProcessStat } from '../../src/system/processStat.js';
import { findSocketOwners } from '../../src/system/socketOwners.js';
import { readListeners, readSockets } from '../../src/system/socketTables.js';

const root = fileURLToPath(new URL('../fixtures/proc/readers', import.meta.url));

const servers: Server[] = [];
const clients: Socket[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const server of servers.splice(0)) {
    server.close();
    await once(server, 'close');
  }
});

async function listen(address: string): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => socket.destroy()));
  servers.push(server);
  server.listen(0, address);
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  return bound.port;
}

describe('over a fixture', () => {
  it.each([
    { address: '127.0.0.1', port: 7200, owner: { pid: 101, command: 'python3' }, is: 'the same address' },
    { address: '0.0.0.0', port: 7200, owner: { pid: 101, command: 'python3' }, is: 'any IPv4 address' },
    { address: '::', port: 7200, owner: { pid: 101, command: 'python3' }, is: 'any address' },
    { address: '127.0.0.2', port: 7200, owner: undefined, is: 'another address' },
    { address: '::1', port: 7200, owner: undefined, is: 'the other family' },
    { address: '::1', port: 7201, owner: { pid: 102, command: 'a) (b )' }, is: 'IPv6' },
    { address: '0.0.0.0', port: 7201, owner: undefined, is: 'IPv4 beside an IPv6 address' },
    { address: '192.0.2.1', port: 9094, owner: 'unknown owner', is: 'a listener of nobody seen' },
    { address: '127.0.0.1', port: 443, owner: undefined, is: 'a port nobody listens on' },
  ])('names the owner for $is', async ({ address, port, owner }) => {
    expect(await findListenOwner(root, address, port)).toEqual(owner);
  });

  it('does not say "nobody" where it cannot see', async () => {
    expect(await findListenOwner(`${root}/101`, '127.0.0.1', 80)).toBe('unreadable');
  });
});

describe('over this machine', () => {
  it.each(['127.0.0.1', '::1'])('finds this process listening on %s', async (address) => {
    const port = await listen(address);
    const stat = readProcessStat('/proc', process.pid);
    if (typeof stat !== 'object') throw new Error('own process is not readable');
    expect(await findListenOwner('/proc', address, port)).toEqual({ pid: process.pid, command: stat.command });

    const listeners = readListeners('/proc');
    if (typeof listeners !== 'object') throw new Error('tables are not readable');
    const own = listeners.filter((socket) => socket.localPort === port);
    expect(own).toEqual([expect.objectContaining({ localAddress: address, state: 'listening' })]);
    const { owners } = await findSocketOwners('/proc', [process.pid]);
    expect(owners.get(own[0]?.inode ?? 0)).toBe(process.pid);
  });

  it('sees an established connection from both ends', async () => {
    const port = await listen('127.0.0.1');
    const client = connect(port, '127.0.0.1');
    clients.push(client);
    await once(client, 'connect');
    const sockets = await readSockets('/proc');
    if (typeof sockets !== 'object') throw new Error('tables are not readable');
    const ends = sockets.filter((socket) => socket.state === 'established');
    expect(ends).toContainEqual(expect.objectContaining({ localPort: client.localPort, remotePort: port }));
    expect(ends).toContainEqual(expect.objectContaining({ localPort: port, remotePort: client.localPort }));
  });
});
