import { chmod, rmdir } from 'node:fs/promises';
import { type Content, readContent } from './content.js';
import { isSame } from './keep.js';
import type { Kept } from './kept.js';
import { FilesRefused } from './refused.js';
import { removeFile, writeFile } from './write.js';

/** What of a file is put back: two changes of one file, of its bytes and of its mode, can each be taken back alone. */
export type Part = 'all' | 'bytes' | 'mode';

/** Whether a file, or a part of it, is as it was kept, but for its time. */
export async function isAsKept({ path, content }: Kept, part: Part = 'all'): Promise<boolean> {
  return isSamePart(content, await readContent(path), part);
}

/** Puts a file back as it was kept: bytes, mode, owner and time. One that was absent goes, with folders made for it. */
export async function restoreFile(kept: Kept, part: Part = 'all'): Promise<'restored' | 'as-kept'> {
  const { path, content, missingFolders } = kept;
  const present = await readContent(path);
  if (isSamePart(content, present, part)) return 'as-kept';
  if (content.kind === 'absent') {
    if (part === 'mode') throw new FilesRefused(`${path} was absent: there is no mode to put back`);
    await removeFile(path);
    // A folder that somebody else uses meanwhile is not empty, and stays.
    for (const folder of missingFolders) await rmdir(folder).catch(() => {});
    return 'restored';
  }
  if (part === 'mode' && present.kind === 'file') {
    await chmod(path, content.mode);
    return 'restored';
  }
  const { bytes, uid, gid, modified } = content;
  const mode = part === 'bytes' && present.kind === 'file' ? present.mode : content.mode;
  await writeFile(path, { bytes, mode, owner: { uid, gid }, modified });
  return 'restored';
}

function isSamePart(kept: Content, present: Content, part: Part): boolean {
  if (part === 'all' || kept.kind === 'absent' || present.kind === 'absent') return isSame(kept, present);
  return part === 'mode' ? kept.mode === present.mode : kept.bytes.equals(present.bytes);
}
