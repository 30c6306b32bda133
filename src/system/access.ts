/**
 * What reading something of a process gives: the value, `'denied'` when the kernel refuses it to this user (a gap that
 * must be reported), or `undefined` when it is not there - a process may vanish between any two reads.
 */
export type Reading<T> = T | 'denied' | undefined;

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/**
 * Sorts a failed read into "denied" and "not there". Every other failure (EMFILE, EIO) is a fault of this program or the
 * machine, not of the process looked at, and is thrown on.
 *
 * ESRCH comes from files of procfs that were opened while the process lived and are read after it was reaped.
 */
export function whyUnreadable(error: unknown): 'denied' | undefined {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ESRCH':
    case 'ENOTDIR':
      return undefined;
    case 'EACCES':
    case 'EPERM':
      return 'denied';
    default:
      throw error;
  }
}
