import { opendirSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { type Reading, whyUnreadable } from './access.js';

/** Who owns which socket, and whose descriptors could not be seen. */
export interface SocketOwners {
  /** Inode of a socket to the first of the given processes that has it open; a forked child shares its parent's. */
  readonly owners: Map<number, number>;
  /** Inode of such a socket to the link in `/proc/<pid>/fd` by which it was found. */
  readonly paths: Map<number, string>;
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

/** Descriptors that are listed at one go. */
const LISTED_AT_ONCE = 4096;

/**
 * The names of the descriptors of a process. There may be hundreds of thousands: where the kernel does not say, by the
 * size of the directory (since Linux 6.2), that they are few, it is read bit by bit, which costs three times as much.
 */
function* descriptorNames(folder: string): Generator<string> {
  const { size } = statSync(folder);
  if (size > 0 && size <= LISTED_AT_ONCE) {
    yield* readdirSync(folder);
    return;
  }
  const directory = opendirSync(folder, { bufferSize: 256 });
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) yield entry.name;
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
  const paths = new Map<number, string>();
  const denied: number[] = [];
  let sliceStart = performance.now();
  for (const pid of pids) {
    if (wanted !== undefined && owners.size === wanted.size) break;
    try {
      const folder = `${root}/${pid}/fd`;
      for (const name of descriptorNames(folder)) {
        const path = `${folder}/${name}`;
        const target = readLink(path);
        const inode = target === undefined ? undefined : inodeOf(target);
        if (inode !== undefined && !owners.has(inode) && (wanted?.has(inode) ?? true)) {
          owners.set(inode, pid);
          paths.set(inode, path);
        }
        if (wanted !== undefined && owners.size === wanted.size) break;
        if (performance.now() - sliceStart < SLICE_MS) continue;
        await setImmediate();
        sliceStart = performance.now();
      }
    } catch (error) {
      if (whyUnreadable(error) === 'denied') denied.push(pid);
    }
  }
  return { owners, paths, denied };
}
