import { statfsSync } from 'node:fs';

/** statfs(2): PROC_SUPER_MAGIC. */
const procSuperMagic = 0x9fa0;

/** Whether a folder is a procfs, and not a copy of one: some shortcuts hold only for the real thing. */
export function isProcfs(root: string): boolean {
  try {
    return statfsSync(root).type === procSuperMagic;
  } catch {
    return false;
  }
}
