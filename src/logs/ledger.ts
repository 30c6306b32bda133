import type { FileFacts } from './fileCall.js';

interface Entry {
  readonly inode: number;
  readonly size: number;
  readonly writtenAt: number;
  readonly pass: object;
}

interface Account {
  readonly files: Map<string, Entry>;
  writtenBytes: number;
  rotatedAt: number;
}

/** Of an agent with more files than this, those that were written last are followed. */
const filesFollowed = 64;

/**
 * Keeps count of what agents write. The space that a log takes says little about that: when it is rotated, what it takes
 * falls or stays, whatever was written. So growth is counted file by file, from one pass over the tree to the next.
 */
export class Ledger {
  readonly #accounts = new Map<string, Account>();
  /** What the first complete pass finds was written before anybody counted. */
  #counting = false;

  /**
   * Notes a file that is not put aside.
   *
   * @param pass stands for the pass over the tree
   * @param now Unix seconds
   */
  note(pass: object, agent: string, path: string, { inode, size, writtenAt }: FileFacts, now: number): void {
    const account = this.#accountOf(agent);
    const known = account.files.get(path);
    if (known === undefined && !makeRoom(account.files, writtenAt)) return;
    account.files.set(path, { inode, size, writtenAt, pass });
    if (known === undefined) {
      if (this.#counting) account.writtenBytes += size;
    } else if (known.inode !== inode || size < known.size) {
      // A log that is cut is emptied, which keeps nothing of it. A rotation that cuts it has put a copy aside first.
      if (known.inode !== inode) account.rotatedAt = now;
      account.writtenBytes += size;
    } else {
      account.writtenBytes += size - known.size;
    }
  }

  /** Ends a complete pass: files that it did not meet are forgotten. */
  endPass(pass: object): void {
    this.#counting = true;
    for (const { files } of this.#accounts.values()) {
      for (const [path, entry] of files) if (entry.pass !== pass) files.delete(path);
    }
  }

  /** Bytes that the agent was seen to write. */
  writtenBytes(agent: string): number {
    return this.#accounts.get(agent)?.writtenBytes ?? 0;
  }

  /** Unix seconds at which one of its files was last seen replaced; 0 for never. */
  rotatedAt(agent: string): number {
    return this.#accounts.get(agent)?.rotatedAt ?? 0;
  }

  #accountOf(agent: string): Account {
    const known = this.#accounts.get(agent);
    if (known !== undefined) return known;
    const account: Account = { files: new Map(), writtenBytes: 0, rotatedAt: 0 };
    this.#accounts.set(agent, account);
    return account;
  }
}

/** Drops the file that was written longest ago, if it is older than the new one; false if there is no room for that. */
function makeRoom(files: Map<string, Entry>, writtenAt: number): boolean {
  if (files.size < filesFollowed) return true;
  const [oldest] = [...files].sort(([, a], [, b]) => a.writtenAt - b.writtenAt);
  if (oldest === undefined || oldest[1].writtenAt >= writtenAt) return false;
  return files.delete(oldest[0]);
}
