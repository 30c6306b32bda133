import { listPids } from '../system/pids.js';
import { findSocketOwners } from '../system/socketOwners.js';
import type { TcpSocket } from '../system/sockets.js';
import { readListeners } from '../system/socketTables.js';

/** The table of listening sockets is read at most this often. */
const tableMilliseconds = 5000;

/**
 * Knows which process listens on a port of this machine. The owner of a socket does not change, so descriptors are
 * looked through only when a listener is new.
 */
export class Listeners {
  readonly #procRoot: string;
  readonly #now: () => number;
  #table: { readonly listeners: readonly TcpSocket[]; readonly at: number } = {
    listeners: [],
    at: Number.NEGATIVE_INFINITY,
  };
  readonly #owners = new Map<number, number | undefined>();

  constructor(procRoot: string, now: () => number) {
    this.#procRoot = procRoot;
    this.#now = now;
  }

  /** The pid that listens on a port of `address`; a listener on "any" address counts. Nothing where it cannot be seen. */
  async ownerOf(address: string, port: number): Promise<number | undefined> {
    const listeners = this.#listeners().filter(({ localPort }) => localPort === port);
    const listener =
      listeners.find(({ localAddress }) => localAddress === address) ??
      listeners.find(({ localAddress }) => localAddress === '0.0.0.0' || localAddress === '::');
    if (listener === undefined) return undefined;
    if (!this.#owners.has(listener.inode)) await this.#findOwners();
    return this.#owners.get(listener.inode);
  }

  #listeners(): readonly TcpSocket[] {
    if (this.#now() - this.#table.at >= tableMilliseconds) {
      const reading = readListeners(this.#procRoot);
      const listeners = reading === undefined || reading === 'denied' ? [] : reading;
      this.#table = { listeners, at: this.#now() };
      const alive = new Set(listeners.map(({ inode }) => inode));
      for (const inode of this.#owners.keys()) if (!alive.has(inode)) this.#owners.delete(inode);
    }
    return this.#table.listeners;
  }

  async #findOwners(): Promise<void> {
    const wanted = new Set(this.#table.listeners.map(({ inode }) => inode).filter((inode) => !this.#owners.has(inode)));
    const { owners } = await findSocketOwners(this.#procRoot, listPids(this.#procRoot), wanted);
    for (const inode of wanted) this.#owners.set(inode, owners.get(inode));
  }
}
