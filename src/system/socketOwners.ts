import { opendirSync, readlinkSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { type Reading, whyUnreadable } from './access.js';

/** Who owns which socket, and whose descriptors could not be seen. */
export interface SocketOwners {
  /** Inode of a socket to the first of the given processes that has it open; a forked child shares its parent's. */
  readonly owners: Map<number, number>;
  /** Processes of other users: what they own is missing above. */
  readonly denied: number[];
}

/** Milliseconds of reading after which the event loop gets its turn. */
const SLICE_MS = 5;

const SOCKET_LINK = 'socket:[';

/** Inode in the target of a descriptor's link, `socket:[4711]` (proc_pid_fd(5)). */
function inodeOf(target: string): number | undefined {
  if (!target.startsWith(SOCKET_LINK)) return undefined;
  const inode = Number(target.slice(SOCKET_LINK.length, -1));
  return Number.isSafeInteger(inode) && inode > 0 ? inode : undefined;
}

function readLink(path: string): Reading<string> {
  try {
    return readlinkSync(path);
  } catch (error) {
    return whyUnreadable(error);
  }
}

/** Yields for each descriptor of a process the inode of its socket, or `undefined` for one of another kind. */
function* socketInodes(root: string, pid: number): Generator<number | undefined> {
  // A directory that is read bit by bit: a process may have hundreds of thousands of descriptors.
  const directory = opendirSync(`${root}/${pid}/fd`, { bufferSize: 256 });
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      const target = readLink(`${root}/${pid}/fd/${entry.name}`);
      yield target === undefined ? undefined : inodeOf(target);
    }
  } finally {
    directory.closeSync();
  }
}

/**
 * Finds out which of `pids` own which sockets, by the links in `/proc/<pid>/fd`. With `wanted` only those inodes are
 * reported, and the search ends when all of them are found. Reading the links does not wait for the process; they are
 * read in slices between which the event loop has its turn.
 */
export async function findSocketOwners(
  root: string,
  pids: Iterable<number>,
  wanted?: ReadonlySet<number>,
): Promise<SocketOwners> {
  const owners = new Map<number, number>();
  const denied: number[] = [];
  let sliceStart = performance.now();
  for (const pid of pids) {
    if (wanted !== undefined && owners.size === wanted.size) break;
    try {
      for (const inode of socketInodes(root, pid)) {
        if (inode !== undefined && !owners.has(inode) && (wanted?.has(inode) ?? true)) owners.set(inode, pid);
        if (wanted !== undefined && owners.size === wanted.size) break;
        if (performance.now() - sliceStart < SLICE_MS) continue;
        await setImmediate();
        sliceStart = performance.now();
      }
    } catch (error) {
      if (whyUnreadable(error) === 'denied') denied.push(pid);
    }
  }
  return { owners, denied };
}
