import { overlap, reachOf } from '../audits/ports/address.js';

/** Where a machine is, among those whose agents may run beside its own on one kernel. */
export interface Whereabouts {
  /** Where the machine's agents are reached. */
  readonly address: string;
  /** Addresses of the other machines of the fleet. */
  readonly otherAddresses: ReadonlySet<string>;
}

/**
 * How near a listener is to `address`, where an agent is expected: 3 on it, 2 on any address, 1 on another address of the
 * machine, 0 nowhere near. All of 127.0.0.0/8 is this kernel, and several machines of a fleet may be tried out on one,
 * each with a loopback address of its own: of those only the machine's own, and `::1` and 127.0.0.1 for each other, count.
 */
export function nearness(listener: string, address: string, { otherAddresses }: Whereabouts): 0 | 1 | 2 | 3 {
  if (listener === address) return 3;
  if (listener === '0.0.0.0' || listener === '::') return overlap(reachOf(listener), reachOf(address)) ? 2 : 0;
  if (otherAddresses.has(listener)) return 0;
  if (!isLoopback(listener) || !isLoopback(address)) return 1;
  return isLocalhost(listener) && isLocalhost(address) ? 1 : 0;
}

/** Whether a listener takes a port of the machine, whatever agent it may belong to. */
export function isOnMachine(listener: string, where: Whereabouts): boolean {
  return nearness(listener, where.address, where) > 0;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address === 'localhost';
}

function isLocalhost(address: string): boolean {
  return address === '127.0.0.1' || address === '::1' || address === 'localhost';
}
