import type { Server } from 'node:http';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findListenOwner } from '../system/listenOwner.js';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Stops accepting, lets answers finish for a moment, then closes what is left. */
  close(): Promise<void>;
}

/** `host:port`; an IPv6 address stands in brackets (RFC 3986, 3.2.2). */
export function formatAddress({ host, port }: ListenAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Time for answers under way at a stop, in milliseconds. */
const graceMilliseconds = 1000;

/** Opens an HTTP server. Rejects with a message that names the owner of a port that is taken. */
export async function listen(handler: RequestListener, { host, port }: ListenAddress): Promise<Listening> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch(async (error: unknown) => {
    throw new Error(await explain(error, { host, port }), { cause: error });
  });
  // A connection that cannot be accepted, for want of file descriptors say, ends nothing but itself.
  server.on('error', () => undefined);
  const bound = (server.address() as AddressInfo).port;
  return { url: `http://${formatAddress({ host, port: bound })}`, port: bound, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function explain(error: unknown, address: ListenAddress): Promise<string> {
  const { host, port } = address;
  const failure = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in failure ? failure.code : undefined;
  if (code === 'EADDRINUSE') {
    // What a name such as localhost stood for.
    const resolved = 'address' in failure ? String(failure.address) : host;
    return `port ${port} on ${host} is taken by ${await describeOwner(resolved, port)}`;
  }
  if (code === 'EACCES') return `this user may not listen on port ${port}; choose one above 1023`;
  if (code === 'EADDRNOTAVAIL') return `${host} is no address of this machine`;
  return `cannot listen on ${formatAddress(address)}: ${failure.message}`;
}

async function describeOwner(host: string, port: number): Promise<string> {
  const owner = await findListenOwner('/proc', host, port);
  return typeof owner === 'object' ? `${owner.command} (pid ${owner.pid})` : 'a process that this user may not see';
}
