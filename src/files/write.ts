import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FilesRefused } from './refused.js';

/** What a file is to be. */
export interface Wanted {
  readonly bytes: Buffer;
  /** Permission bits. */
  readonly mode: number;
  /** Owner and group; whoever writes it unless given. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
  /** Unix time in seconds; now unless given. */
  readonly modified?: number | undefined;
}

/**
 * Puts a file in its place in one step: whoever reads it has the former or the new one, also after a power cut (rename(2),
 * fsync(2)).
 */
export async function writeFile(path: string, { bytes, mode, owner, modified }: Wanted): Promise<void> {
  const draft = `${path}.${process.pid}.new`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      const own = await handle.stat();
      if (owner !== undefined && (own.uid !== owner.uid || own.gid !== owner.gid)) {
        await handle.chown(owner.uid, owner.gid);
      }
      await handle.chmod(mode);
      if (modified !== undefined) await handle.utimes(modified, modified);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
    await syncFolder(path);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {});
    throw new FilesRefused(`${path} cannot be written: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** Takes a file away, for good also after a power cut. */
export async function removeFile(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
    await syncFolder(path);
  } catch (cause) {
    throw new FilesRefused(`${path} cannot be removed: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** A name is there, or gone, for good only when its folder has been written too (fsync(2)). */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(dirname(path), 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
