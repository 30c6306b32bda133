import { readdirSync, readlinkSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Reading, whyUnreadable } from '../system/access.js';
import { listPids } from '../system/pids.js';
import { readProcessFile } from '../system/processFile.js';

/** A file that a process has open: one in the log directory, or one that was deleted. */
export interface Descriptor {
  readonly pid: number;
  readonly fd: number;
  /** As the kernel knows it now: it follows the file when that is renamed. */
  readonly path: string;
  readonly deleted: boolean;
  readonly state: DescriptorState;
}

/** What `/proc/<pid>/fdinfo/<n>` says (proc_pid_fdinfo(5)). */
export interface DescriptorState {
  /** Offset in bytes. */
  readonly position: number;
  readonly writes: boolean;
  /** Each write goes to the end of the file, wherever that is (O_APPEND in open(2)). */
  readonly appends: boolean;
  readonly mountId: number | undefined;
}

export interface DescriptorScan {
  readonly descriptors: readonly Descriptor[];
  /** Processes that this user may not look into. */
  readonly denied: number;
}

// fcntl.h on x86-64 and arm64; the kernel writes flags in octal.
const O_ACCMODE = 0o3;
const O_APPEND = 0o2000;

/** Milliseconds of reading after which the event loop gets its turn. */
const sliceMilliseconds = 5;
const deletedMark = ' (deleted)';
/** Memory that only looks like a file: memfd_create(2), SysV shared memory. */
const memoryFile = /^\/(?:memfd:|SYSV|dev\/zero$)/;
/** Four short lines, and one for each lock, watch or mark. */
const content = Buffer.allocUnsafeSlow(4096);

/** The state of a descriptor in the text of its `fdinfo`. */
export function parseDescriptorState(text: string): DescriptorState | undefined {
  const [, position] = /^pos:\s+(\d+)$/m.exec(text) ?? [];
  const [, octal] = /^flags:\s+([0-7]+)$/m.exec(text) ?? [];
  if (position === undefined || octal === undefined) return undefined;
  const flags = Number.parseInt(octal, 8);
  const [, mountId] = /^mnt_id:\s+(\d+)$/m.exec(text) ?? [];
  return {
    position: Number(position),
    // 1 is O_WRONLY, 2 is O_RDWR; 3 asks for neither, open(2) NOTES.
    writes: (flags & O_ACCMODE) === 1 || (flags & O_ACCMODE) === 2,
    appends: (flags & O_APPEND) !== 0,
    mountId: mountId === undefined ? undefined : Number(mountId),
  };
}

export function readDescriptorState(procRoot: string, pid: number, fd: number): Reading<DescriptorState> {
  const length = readProcessFile(`${procRoot}/${pid}/fdinfo/${fd}`, content);
  return typeof length === 'number' ? parseDescriptorState(content.toString('latin1', 0, length)) : length;
}

/**
 * Looks through the descriptors of all processes for files under `directory` and for deleted ones. The kernel answers all
 * of it from memory: no file system is asked, so a dead one cannot hang this.
 *
 * @param directory without symbolic links
 */
export async function scanDescriptors(procRoot: string, directory: string): Promise<DescriptorScan> {
  const inside = directory.endsWith('/') ? directory : `${directory}/`;
  const descriptors: Descriptor[] = [];
  let denied = 0;
  let sliceStart = performance.now();
  for (const pid of listPids(procRoot)) {
    const fds = readFds(procRoot, pid);
    if (fds === 'denied') denied += 1;
    if (fds === undefined || fds === 'denied') continue;
    for (const fd of fds) {
      const descriptor = readDescriptor(procRoot, pid, fd, inside);
      if (descriptor !== undefined) descriptors.push(descriptor);
      if (performance.now() - sliceStart < sliceMilliseconds) continue;
      await nextTurn();
      sliceStart = performance.now();
    }
  }
  return { descriptors, denied };
}

function readFds(procRoot: string, pid: number): Reading<number[]> {
  try {
    return readdirSync(`${procRoot}/${pid}/fd`).map(Number);
  } catch (error) {
    return whyUnreadable(error);
  }
}

function readDescriptor(procRoot: string, pid: number, fd: number, inside: string): Descriptor | undefined {
  const target = readTarget(`${procRoot}/${pid}/fd/${fd}`);
  if (!target?.startsWith('/')) return undefined;
  const deleted = target.endsWith(deletedMark);
  const path = deleted ? target.slice(0, -deletedMark.length) : target;
  if (deleted ? memoryFile.test(path) : !path.startsWith(inside)) return undefined;
  const state = readDescriptorState(procRoot, pid, fd);
  return state === undefined || state === 'denied' ? undefined : { pid, fd, path, deleted, state };
}

function readTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    // A descriptor that was closed meanwhile, or a process that changed its user: what is denied shows in its directory.
    whyUnreadable(error);
    return undefined;
  }
}
