import { contains } from '../audits/ports/ephemeral.js';
import type { PortRange } from '../audits/settings.js';
import type { TcpSocket } from '../system/sockets.js';

/** Local ports in use towards one destination. */
export interface DestinationUse {
  /** `address:port`, IPv6 addresses in brackets. */
  readonly destination: string;
  readonly ports: number;
}

/** What outgoing connections take of the ports that the kernel gives them. */
export interface EphemeralUse {
  readonly size: number;
  /** The destinations that take most, the greediest first. */
  readonly destinations: readonly DestinationUse[];
  /** Towards all others together. */
  readonly otherPorts: number;
}

/** Destinations shown, so that labels stay few. */
const shownAtMost = 10;
/** Below this a destination is not worth a series that comes and goes. */
const shownFrom = 32;

/**
 * Counts outgoing connections by destination. The kernel may use one local port for several destinations, but for each
 * of them only once (connect(2), EADDRNOTAVAIL), so that the range runs out towards one destination at a time. Sockets
 * in TIME_WAIT hold their port as well.
 */
export function ephemeralUse(sockets: readonly TcpSocket[], range: PortRange): EphemeralUse {
  const listening = new Set(sockets.filter(({ state }) => state === 'listening').map(({ localPort }) => localPort));
  const counts = new Map<string, Map<number, number>>();
  for (const { state, localPort, remoteAddress, remotePort } of sockets) {
    if (state === 'listening' || remotePort === 0 || !contains(range, localPort) || listening.has(localPort)) continue;
    const ports = counts.get(remoteAddress);
    if (ports === undefined) counts.set(remoteAddress, new Map([[remotePort, 1]]));
    else ports.set(remotePort, (ports.get(remotePort) ?? 0) + 1);
  }
  const all = [...counts].flatMap(([address, ports]) =>
    [...ports].map(([port, used]) => ({ destination: endpoint(address, port), ports: used })),
  );
  const destinations = all
    .filter(({ ports }) => ports >= shownFrom)
    .sort((a, b) => b.ports - a.ports || (a.destination < b.destination ? -1 : 1))
    .slice(0, shownAtMost);
  const shown = sum(destinations);
  return { size: range.last - range.first + 1, destinations, otherPorts: sum(all) - shown };
}

/** `address:port` as URLs have it (RFC 3986, section 3.2.2). */
export function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function sum(uses: readonly DestinationUse[]): number {
  return uses.reduce((total, { ports }) => total + ports, 0);
}
