import type { Agent } from '../fleet/model.js';
import { listPids } from '../system/pids.js';
import { findSocketOwners } from '../system/socketOwners.js';
import type { TcpSocket } from '../system/sockets.js';
import { readListeners } from '../system/socketTables.js';

/** Which process listens on which port of this machine. */
export type PortOwners = ReadonlyMap<number, number>;

/**
 * Finds the processes that listen on the given ports of `address`. A listener on another address of the machine is not
 * taken for it. Ports whose owner cannot be seen are missing.
 */
export async function findPortOwners(
  procRoot: string,
  address: string,
  ports: ReadonlySet<number>,
): Promise<PortOwners> {
  const listeners = readListeners(procRoot);
  if (listeners === undefined || listeners === 'denied') return new Map();
  const wanted = new Map<number, number>();
  for (const listener of listeners) {
    if (ports.has(listener.localPort) && reaches(listener, address)) wanted.set(listener.inode, listener.localPort);
  }
  if (wanted.size === 0) return new Map();
  const { owners } = await findSocketOwners(procRoot, listPids(procRoot), new Set(wanted.keys()));
  const ported = new Map<number, number>();
  for (const [inode, pid] of owners) {
    const port = wanted.get(inode);
    if (port !== undefined) ported.set(port, pid);
  }
  return ported;
}

export function portsOf(agents: Iterable<Agent>): Set<number> {
  const ports = new Set<number>();
  for (const { port, healthCheckPort } of agents) ports.add(port).add(healthCheckPort);
  return ports;
}

function reaches(listener: TcpSocket, address: string): boolean {
  return listener.localAddress === address || listener.localAddress === '0.0.0.0' || listener.localAddress === '::';
}
