import { listPids } from '../system/pids.js';
import { readProcessStat } from '../system/processStat.js';
import { isStillOpen } from '../system/socketDescriptor.js';
import { findSocketOwners } from '../system/socketOwners.js';

/** A process that has a listening socket open. */
export interface PortOwner {
  readonly pid: number;
  readonly startTicks: number;
  /** Name of its program (proc_pid_stat(5)), never its command line: that may hold a credential. */
  readonly command: string;
}

interface Known {
  /** Nothing where the owner cannot be seen. */
  readonly found: { readonly owner: PortOwner; readonly path: string } | undefined;
  readonly lookedAt: number;
}

/** Whom nobody could see is looked for again so often, in milliseconds: a socket may be handed to another process. */
const unseenMilliseconds = 60_000;

/**
 * Remembers which process has which listening socket. All processes are looked through only when a socket is new, or
 * when its owner has closed it, or ended, and left it to a child: that is the dearest look there is.
 */
export class PortOwners {
  readonly #procRoot: string;
  readonly #now: () => number;
  /** By inode. */
  readonly #known = new Map<number, Known>();
  readonly #wanted = new Set<number>();
  #search: Promise<void> | undefined;

  constructor(procRoot: string, now: () => number) {
    this.#procRoot = procRoot;
    this.#now = now;
  }

  /** The owners of these sockets, by inode. Those that cannot be seen, being another user's, are missing. */
  async of(inodes: Iterable<number>): Promise<ReadonlyMap<number, PortOwner>> {
    const asked = [...inodes];
    this.#forgetClosed(asked);
    // A search under way may have begun before these were wanted.
    for (let searches = 0; this.#want(asked) && searches < 2; searches++) await this.#findWanted();
    const found = new Map<number, PortOwner>();
    for (const inode of asked) {
      const owner = this.#known.get(inode)?.found?.owner;
      if (owner !== undefined) found.set(inode, owner);
    }
    return found;
  }

  /** These are all sockets that listen now: others are forgotten, and the next search looks for all new ones together. */
  follow(open: ReadonlySet<number>): void {
    for (const inode of this.#known.keys()) if (!open.has(inode)) this.#known.delete(inode);
    for (const inode of this.#wanted) if (!open.has(inode)) this.#wanted.delete(inode);
    this.#want(open);
  }

  #forgetClosed(inodes: readonly number[]): void {
    for (const inode of inodes) {
      const known = this.#known.get(inode);
      if (known === undefined) continue;
      const { found, lookedAt } = known;
      const holds =
        found === undefined ? this.#now() - lookedAt < unseenMilliseconds : isStillOpen({ path: found.path, inode });
      if (!holds) this.#known.delete(inode);
    }
  }

  /** Whether any of these has to be searched for. */
  #want(inodes: Iterable<number>): boolean {
    let wanting = false;
    for (const inode of inodes) {
      if (this.#known.has(inode)) continue;
      this.#wanted.add(inode);
      wanting = true;
    }
    return wanting;
  }

  /** One search at a time, for all who ask together. */
  #findWanted(): Promise<void> {
    this.#search ??= this.#lookThrough().finally(() => {
      this.#search = undefined;
    });
    return this.#search;
  }

  async #lookThrough(): Promise<void> {
    const wanted = new Set(this.#wanted);
    this.#wanted.clear();
    const { owners, paths } = await findSocketOwners(this.#procRoot, listPids(this.#procRoot), wanted);
    const lookedAt = this.#now();
    for (const inode of wanted) {
      const pid = owners.get(inode);
      const path = paths.get(inode);
      const owner = pid === undefined ? undefined : this.#read(pid);
      const found = owner === undefined || path === undefined ? undefined : { owner, path };
      this.#known.set(inode, { found, lookedAt });
    }
  }

  #read(pid: number): PortOwner | undefined {
    const stat = readProcessStat(this.#procRoot, pid);
    return stat === undefined || stat === 'denied'
      ? undefined
      : { pid, startTicks: stat.startTicks, command: stat.command };
  }
}
