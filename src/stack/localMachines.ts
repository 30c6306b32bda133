import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { MachineSettings } from '../settings.js';

/** The machines of the fleet whose address is one of this machine's: only those can be watched from here. */
export function localMachines(machines: readonly MachineSettings[]): MachineSettings[] {
  const own = new Set(
    Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []),
  );
  return machines.filter(({ address }) => own.has(address) || address === 'localhost' || isLoopback(address));
}

/** All of 127.0.0.0/8 is loopback (RFC 1122, 3.2.1.3), whatever the interface lists. */
function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'));
}
