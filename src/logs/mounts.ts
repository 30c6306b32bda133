import { readFileSync } from 'node:fs';
import { type Reading, whyUnreadable } from '../system/access.js';

/** A mounted file system. */
export interface Mount {
  /** As `/proc/<pid>/fdinfo/<n>` names it too. */
  readonly id: number;
  readonly mountpoint: string;
  readonly type: string;
  /** Device or share, as the file system calls it. */
  readonly device: string;
  readonly readOnly: boolean;
}

/** Kinds of file systems that live in memory: what is held there takes no disk. */
const inMemory: ReadonlySet<string> = new Set(['tmpfs', 'ramfs', 'devtmpfs', 'hugetlbfs']);

const line = /^(\d+) \d+ \d+:\d+ \S+ (\S+) (\S+) (?:\S+:\S+ |\S+ )*?- (\S+) (\S+) (\S+)$/;

/**
 * Parses `/proc/<pid>/mountinfo` (proc_pid_mountinfo(5)). Read-only is a mount that says so, and one whose file system
 * does: the kernel makes it so after an error.
 */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((row) => {
    const [, id, mountpoint, options, type, device, superOptions] = line.exec(row) ?? [];
    if (mountpoint === undefined || options === undefined || type === undefined) return [];
    const readOnly = [options, superOptions ?? ''].some((list) => list.split(',').includes('ro'));
    return [{ id: Number(id), mountpoint: unescaped(mountpoint), type, device: unescaped(device ?? ''), readOnly }];
  });
}

/**
 * The mounts of the machine, which are those of init: a service or container has mounts of its own, read-only where the
 * agents write. Its own where it is not shown init (`hidepid`, proc(5)). The kernel has this at hand: no file system is
 * asked, so none can hang it.
 */
export function readMounts(procRoot: string): Reading<Mount[]> {
  const ofInit = readMountsOf(`${procRoot}/1/mountinfo`);
  return ofInit === undefined || ofInit === 'denied' ? readMountsOf(`${procRoot}/self/mountinfo`) : ofInit;
}

function readMountsOf(file: string): Reading<Mount[]> {
  try {
    return parseMounts(readFileSync(file, 'utf8'));
  } catch (error) {
    return whyUnreadable(error);
  }
}

/** The mount on which an absolute path without symbolic links lies. Of several on one point the last covers the others. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | undefined {
  let deepest: Mount | undefined;
  for (const mount of mounts) {
    const { mountpoint } = mount;
    const around = path === mountpoint || path.startsWith(mountpoint === '/' ? '/' : `${mountpoint}/`);
    if (around && mountpoint.length >= (deepest?.mountpoint.length ?? 0)) deepest = mount;
  }
  return deepest;
}

export function isInMemory({ type }: Mount): boolean {
  return inMemory.has(type);
}

/** Blanks, tabs, line feeds and backslashes stand as three octal digits. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
