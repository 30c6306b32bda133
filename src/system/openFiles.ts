import { readdirSync, statSync } from 'node:fs';
import { type Reading, whyUnreadable } from './access.js';
import { isProcfs } from './procfs.js';

const sizeIsCount = new Map<string, boolean>();

function sizeOf(path: string): Reading<number> {
  try {
    return statSync(path).size;
  } catch (error) {
    return whyUnreadable(error);
  }
}

/**
 * Whether the size of `/proc/<pid>/fd` is the number of open files: so since Linux 6.2 ("proc: report open files as size
 * in stat() for /proc/pid/fd"), 0 before. This process has open files, so a size above 0 proves it. On a file system
 * that is no procfs the size of a directory means something else.
 */
function countsInSize(root: string): boolean {
  const known = sizeIsCount.get(root);
  if (known !== undefined) return known;
  const own = sizeOf(`${root}/self/fd`);
  const answer = isProcfs(root) && typeof own === 'number' && own > 0;
  sizeIsCount.set(root, answer);
  return answer;
}

/**
 * Number of open files of a process. Where the kernel gives it as the size of the directory this costs one stat(2) and
 * works for every user's processes; on older kernels the directory is read, which only its owner and root may.
 */
export function countOpenFiles(root: string, pid: number): Reading<number> {
  const path = `${root}/${pid}/fd`;
  if (countsInSize(root)) return sizeOf(path);
  try {
    return readdirSync(path).length;
  } catch (error) {
    return whyUnreadable(error);
  }
}
