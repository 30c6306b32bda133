import { isIP } from 'node:net';

/** Another machine of the fleet, and where its fleetwatch listens, by TCP and by UDP. */
export interface Peer {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

interface MachinePlace {
  readonly name: string;
  readonly address: string;
  readonly listen: { readonly host: string; readonly port: number };
}

const everywhere: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * All machines but `own`. Who listens on all addresses is reached at that of the machine; so is who says it listens on the
 * loopback address of a machine that is elsewhere: asked at ours, we would answer ourselves.
 */
export function peersOf(machines: readonly MachinePlace[], own: string): Peer[] {
  return machines
    .filter(({ name }) => name !== own)
    .map(({ name, address, listen: { host, port } }) => {
      const isElsewhere = everywhere.has(host) || (isLoopback(host) && !isLoopback(address));
      return { name, host: isElsewhere ? address : host, port };
    });
}

/** 127.0.0.0/8 (RFC 1122, 3.2.1.3), ::1 (RFC 4291, 2.5.3), and the name of both. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
