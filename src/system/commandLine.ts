import { type LockedReading, readLocked } from './lockedRead.js';

/** Longest command line that is looked at, in bytes; arguments beyond are left, the last one may be cut. */
const LONGEST = 128 * 1024;

const NUL = 0;

/**
 * The arguments in the bytes of `/proc/<pid>/cmdline` (proc_pid_cmdline(5)): each ends with a NUL. Trailing NULs are the
 * rest of an area that a process has overwritten with something shorter, no empty arguments.
 *
 * A process that has given itself a title (setproctitle(3)) leaves one string with spaces in it. It is split at each of
 * them, so that the arguments of the title can be told apart; joined with spaces they are that string again.
 */
export function parseCommandLine(bytes: Buffer): string[] {
  let end = Math.min(bytes.length, LONGEST);
  while (end > 0 && bytes[end - 1] === NUL) end--;
  if (end === 0) return [];
  const text = bytes.toString('utf8', 0, end);
  return text.includes('\0') ? text.split('\0') : text.trimEnd().split(' ');
}

/**
 * Command line of a process; empty for a zombie and a kernel thread. It may carry credentials: nothing of it may be
 * logged or exported as it is. Asynchronous because the read can block, see {@link readLocked}.
 */
export function readCommandLine(root: string, pid: number): Promise<LockedReading<readonly string[]>> {
  return readLocked(`${root}/${pid}/cmdline`, parseCommandLine);
}
