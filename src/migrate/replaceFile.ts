import { constants, copyFile, lstat, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from '../systemCode.js';

/** A file that was not replaced; it is as it was. */
export class NotReplaced extends Error {
  override readonly name = 'NotReplaced';
}

/** A byte order mark, which readers of text leave out. */
const mark = Buffer.from('\ufeff');

/** Backups of one second that are told apart. */
const backupsAtMost = 100;

/**
 * Puts `after` in the place of a file that holds `before`, in one step: whoever reads the file has the one or the other,
 * also after a power cut. Owner and mode stay; of a symbolic link the file behind it is replaced. Gives the path of the
 * backup, which never takes the place of an older one.
 *
 * @param now Unix time in milliseconds
 */
export async function replaceFile(file: string, before: string, after: string, now: number): Promise<string> {
  try {
    const path = (await lstat(file)).isSymbolicLink() ? await realpath(file) : file;
    const bytes = await readFile(path);
    const isMarked = bytes.subarray(0, mark.length).equals(mark);
    if (bytes.subarray(isMarked ? mark.length : 0).toString('utf8') !== before) {
      throw new Error('somebody else has changed it meanwhile');
    }
    const backup = await backUp(path, now);
    await write(path, Buffer.concat([isMarked ? mark : Buffer.of(), Buffer.from(after)]));
    return backup;
  } catch (cause) {
    throw new NotReplaced(`${file} is as it was: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function backUp(path: string, now: number): Promise<string> {
  // As 20261122T101849Z (ISO 8601, basic format).
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  for (let count = 1; ; count += 1) {
    const backup = `${path}.${time}${count === 1 ? '' : `-${count}`}.bak`;
    try {
      await copyFile(path, backup, constants.COPYFILE_EXCL);
      await sync(backup);
      return backup;
    } catch (error) {
      const isTaken = systemCode(error) === 'EEXIST';
      if (!isTaken || count === backupsAtMost) throw error;
    }
  }
}

async function write(path: string, content: Buffer): Promise<void> {
  const { mode, uid, gid } = await stat(path);
  const draft = `${path}.${process.pid}.new`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      const own = await handle.stat();
      if (own.uid !== uid || own.gid !== gid) await handle.chown(uid, gid);
      await handle.chmod(mode & 0o7777);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await sync(dirname(path));
}

/** A name is safe only when its directory has been written too (fsync(2)). */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
