import { findSocketDescriptor, isStillOpen, type SocketDescriptor } from '../system/socketDescriptor.js';
import type { TcpSocket } from '../system/sockets.js';
import { readListeners } from '../system/socketTables.js';
import { PortOwners } from './portOwners.js';

/** The table of listening sockets is read at most this often. */
const tableMilliseconds = 5000;

/**
 * An owner that was found is asked itself for so long whether it still has the socket. The kernel takes milliseconds to
 * show its table, as it walks all buckets of its hash, also empty ones; one link takes microseconds.
 */
const heldMilliseconds = 60_000;

interface Held {
  readonly pid: number;
  readonly descriptor: SocketDescriptor;
  readonly foundAt: number;
}

/** Knows which process listens on a port of this machine. */
export class Listeners {
  /** Which process has which listening socket, for whoever has read the table himself. */
  readonly owners: PortOwners;
  readonly #procRoot: string;
  readonly #now: () => number;
  #byPort: ReadonlyMap<number, readonly TcpSocket[]> = new Map();
  #readAt = Number.NEGATIVE_INFINITY;
  /** By address and port. */
  readonly #held = new Map<string, Held>();

  constructor(procRoot: string, now: () => number) {
    this.#procRoot = procRoot;
    this.#now = now;
    this.owners = new PortOwners(procRoot, now);
  }

  /** The pid that listens on a port of `address`; a listener on "any" address counts. Nothing where it cannot be seen. */
  async ownerOf(address: string, port: number): Promise<number | undefined> {
    const key = `${address} ${port}`;
    const held = this.#held.get(key);
    if (held !== undefined && this.#now() - held.foundAt < heldMilliseconds && isStillOpen(held.descriptor)) {
      return held.pid;
    }
    this.#held.delete(key);
    const found = await this.#find(address, port);
    const descriptor = found === undefined ? undefined : findSocketDescriptor(this.#procRoot, found.pid, found.inode);
    if (found !== undefined && descriptor !== undefined)
      this.#held.set(key, { pid: found.pid, descriptor, foundAt: this.#now() });
    return found?.pid;
  }

  async #find(address: string, port: number): Promise<{ pid: number; inode: number } | undefined> {
    if (this.#now() - this.#readAt >= tableMilliseconds) this.#readTable();
    const listeners = this.#byPort.get(port) ?? [];
    const listener =
      listeners.find(({ localAddress }) => localAddress === address) ??
      listeners.find(({ localAddress }) => localAddress === '0.0.0.0' || localAddress === '::');
    if (listener === undefined) return undefined;
    const { inode } = listener;
    const pid = (await this.owners.of([inode])).get(inode)?.pid;
    return pid === undefined ? undefined : { pid, inode };
  }

  #readTable(): void {
    const reading = readListeners(this.#procRoot);
    const listeners = reading === undefined || reading === 'denied' ? [] : reading;
    const byPort = new Map<number, TcpSocket[]>();
    for (const listener of listeners) {
      const sharers = byPort.get(listener.localPort);
      if (sharers === undefined) byPort.set(listener.localPort, [listener]);
      else sharers.push(listener);
    }
    this.#byPort = byPort;
    this.#readAt = this.#now();
    this.owners.follow(new Set(listeners.map(({ inode }) => inode)));
  }
}
