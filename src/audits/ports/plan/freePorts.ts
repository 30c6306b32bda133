import type { AuditedMachine } from '../../machine.js';
import type { AuditSettings } from '../../settings.js';
import { contains } from '../ephemeral.js';
import { portUse } from '../use.js';
import { wellKnownServer } from '../wellKnown.js';

/** Hands out free ports of a machine, none of them twice. */
export class FreePorts {
  readonly #settings: AuditSettings;
  readonly #taken: Set<number>;

  /** Ports that are configured now count as taken, also those that a plan gives up: agents are moved one by one. */
  constructor(machine: AuditedMachine, settings: AuditSettings) {
    this.#settings = settings;
    this.#taken = new Set(portUse(machine, settings).claims.keys());
    if (machine.exporterPort !== undefined) this.#taken.add(machine.exporterPort);
  }

  /**
   * The free port nearest to `wished` that lies in the port range, is no ephemeral one, and belongs to none of the
   * stack's own servers; `undefined` where none is left. With `offsets`, the ports at those distances fit as well.
   */
  take(wished: number, offsets: readonly number[]): number | undefined {
    const { first, last } = this.#settings.portRange;
    const start = Math.min(Math.max(wished, first), last);
    for (let distance = 0; distance <= last - first; distance++) {
      for (const port of distance === 0 ? [start] : [start + distance, start - distance]) {
        const ports = [port, ...offsets.map((offset) => port + offset)];
        if (!ports.every((each) => this.#isFree(each))) continue;
        for (const each of ports) this.#taken.add(each);
        return port;
      }
    }
    return undefined;
  }

  #isFree(port: number): boolean {
    const { portRange, ephemeralPorts } = this.#settings;
    return (
      contains(portRange, port) &&
      !contains(ephemeralPorts, port) &&
      !this.#taken.has(port) &&
      wellKnownServer(port) === undefined
    );
  }
}

/** Distances of the ports that agents open besides a configured one. */
export function offsetsFrom(key: string, { derivedPorts }: AuditSettings): number[] {
  return derivedPorts.filter(({ from }) => from === key).map(({ offset }) => offset);
}
