import { readdirSync, readlinkSync } from 'node:fs';

/** A socket as one of its holders has it: the link in `/proc/<pid>/fd` (proc_pid_fd(5)). */
export interface SocketDescriptor {
  readonly path: string;
  readonly inode: number;
}

/** Where `pid` has a socket open; nothing where it has not, or where it may not be seen. */
export function findSocketDescriptor(root: string, pid: number, inode: number): SocketDescriptor | undefined {
  const folder = `${root}/${pid}/fd`;
  return namesIn(folder)
    .map((name) => ({ path: `${folder}/${name}`, inode }))
    .find(isStillOpen);
}

/** Whether the descriptor still is that socket. An inode is not used again while anybody has it open. */
export function isStillOpen({ path, inode }: SocketDescriptor): boolean {
  try {
    return readlinkSync(path) === `socket:[${inode}]`;
  } catch {
    return false;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
