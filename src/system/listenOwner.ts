import { listPids } from './pids.js';
import { readProcessStat } from './processStat.js';
import { findSocketOwners } from './socketOwners.js';
import type { TcpSocket } from './sockets.js';
import { readListeners } from './socketTables.js';

/** A process that listens. */
export interface ListenOwner {
  readonly pid: number;
  readonly command: string;
}

const ANY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * How closely a listener stands in the way of `address`: 2 the same address, 1 one of both is "any", 0 not at all.
 * Whether a listener on `::` takes IPv4 as well (ipv6(7), IPV6_V6ONLY) is not in the table; by default it does.
 */
function nearness(listener: TcpSocket, address: string): 0 | 1 | 2 {
  if (listener.localAddress === address) return 2;
  const isIpv4 = !address.includes(':');
  if (listener.localAddress === '0.0.0.0') return isIpv4 || address === '::' ? 1 : 0;
  if (listener.localAddress === '::') return 1;
  if (!ANY_ADDRESS.has(address)) return 0;
  return address === '::' || !listener.localAddress.includes(':') ? 1 : 0;
}

/**
 * Who listens where `address:port` would be bound, for messages such as "port 9090 is taken by prometheus (pid 4711)".
 *
 * @param address an IP address in its canonical text, `0.0.0.0` and `::` for any
 * @returns `undefined` when nobody listens, `'unknown owner'` when the owner is another user's or in another pid
 *   namespace, `'unreadable'` when the kernel does not show its sockets
 */
export async function findListenOwner(
  root: string,
  address: string,
  port: number,
): Promise<ListenOwner | 'unknown owner' | 'unreadable' | undefined> {
  const listeners = readListeners(root);
  if (listeners === undefined || listeners === 'denied') return 'unreadable';
  const inTheWay = listeners
    .filter((listener) => listener.localPort === port && nearness(listener, address) > 0)
    .sort((a, b) => nearness(b, address) - nearness(a, address));
  if (inTheWay.length === 0) return undefined;

  const inodes = new Set(inTheWay.map((listener) => listener.inode));
  const { owners } = await findSocketOwners(root, listPids(root), inodes);
  for (const { inode } of inTheWay) {
    const pid = owners.get(inode);
    const stat = pid === undefined ? undefined : readProcessStat(root, pid);
    if (stat !== undefined && stat !== 'denied') return { pid: stat.pid, command: stat.command };
  }
  return 'unknown owner';
}
