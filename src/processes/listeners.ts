import { listPids } from '../system/pids.js';
import { readProcessStat } from '../system/processStat.js';
import { findSocketDescriptor, isStillOpen, type SocketDescriptor } from '../system/socketDescriptor.js';
import { findSocketOwners } from '../system/socketOwners.js';
import type { TcpSocket } from '../system/sockets.js';
import { readListeners } from '../system/socketTables.js';

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

interface Owner {
  readonly pid: number;
  readonly startTicks: number;
}

/**
 * Knows which process listens on a port of this machine. Descriptors are looked through only when a listener is new, or
 * when its owner has ended and left the socket to a child.
 */
export class Listeners {
  readonly #procRoot: string;
  readonly #now: () => number;
  #byPort: ReadonlyMap<number, readonly TcpSocket[]> = new Map();
  #readAt = Number.NEGATIVE_INFINITY;
  /** By inode; nothing where the owner cannot be seen. */
  readonly #owners = new Map<number, Owner | undefined>();
  /** By address and port. */
  readonly #held = new Map<string, Held>();
  #search: Promise<void> | undefined;

  constructor(procRoot: string, now: () => number) {
    this.#procRoot = procRoot;
    this.#now = now;
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
    const known = this.#owners.get(inode);
    if (known !== undefined && !this.#lives(known)) this.#owners.delete(inode);
    // A search under way may have begun before this listener was known.
    for (let searches = 0; !this.#owners.has(inode) && searches < 2; searches++) await this.#findOwners();
    const pid = this.#owners.get(inode)?.pid;
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
    const open = new Set(listeners.map(({ inode }) => inode));
    for (const inode of this.#owners.keys()) if (!open.has(inode)) this.#owners.delete(inode);
  }

  /** One search at a time, for all new listeners together: it is the dearest look there is. */
  #findOwners(): Promise<void> {
    this.#search ??= this.#searchOwners().finally(() => {
      this.#search = undefined;
    });
    return this.#search;
  }

  async #searchOwners(): Promise<void> {
    const inodes = [...this.#byPort.values()].flat().map(({ inode }) => inode);
    const wanted = new Set(inodes.filter((inode) => !this.#owners.has(inode)));
    const { owners } = await findSocketOwners(this.#procRoot, listPids(this.#procRoot), wanted);
    for (const inode of wanted) this.#owners.set(inode, this.#ownerWith(owners.get(inode)));
  }

  #ownerWith(pid: number | undefined): Owner | undefined {
    const stat = pid === undefined ? undefined : readProcessStat(this.#procRoot, pid);
    return stat === undefined || stat === 'denied' ? undefined : { pid: stat.pid, startTicks: stat.startTicks };
  }

  #lives({ pid, startTicks }: Owner): boolean {
    const stat = readProcessStat(this.#procRoot, pid);
    return stat !== undefined && stat !== 'denied' && stat.startTicks === startTicks && stat.state !== 'zombie';
  }
}
