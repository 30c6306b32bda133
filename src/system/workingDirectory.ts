import { readlink } from 'node:fs/promises';
import { type Reading, whyUnreadable } from './access.js';

export type AbsolutePath = `/${string}`;

function isAbsolute(path: string): path is AbsolutePath {
  return path.startsWith('/');
}

/**
 * Working directory of a process, for resolving relative paths of its command line. For a directory that was removed the
 * kernel adds " (deleted)" (proc_pid_cwd(5)); kernel threads and zombies have none.
 */
export async function readWorkingDirectory(root: string, pid: number): Promise<Reading<AbsolutePath>> {
  try {
    const target = await readlink(`${root}/${pid}/cwd`);
    return isAbsolute(target) ? target : undefined;
  } catch (error) {
    return whyUnreadable(error);
  }
}
