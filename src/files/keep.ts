import { stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { systemCode } from '../systemCode.js';
import { type Content, readContent } from './content.js';
import { readKept, writeKept } from './kept.js';
import { FilesRefused } from './refused.js';

/** `as-kept`: a copy was there already, and the file is still the same. */
export type Keeping = 'kept' | 'as-kept';

/**
 * Keeps a file as it is – bytes, mode, owner, time – in `folder`, for {@link restoreFile}. One that does not exist is kept
 * as absent. A kept copy is never overwritten with something else. Extended attributes are not kept.
 */
export async function keepFile(path: string, folder: string): Promise<Keeping> {
  const absolute = resolve(path);
  if (isBelow(resolve(folder), absolute)) throw new FilesRefused(`${absolute} lies in the folder of kept files itself`);
  const content = await readContent(absolute);
  const former = await readKept(folder, absolute);
  if (former !== undefined) {
    if (isSame(former.content, content)) return 'as-kept';
    throw new FilesRefused(`${absolute} has changed since it was kept in ${folder}; the kept copy stays`);
  }
  const missingFolders = content.kind === 'absent' ? await missingAbove(absolute) : [];
  await writeKept(folder, { path: absolute, content, missingFolders });
  return 'kept';
}

/** Bytes, mode and owner; the time of the last change says nothing about what a file is. */
export function isSame(one: Content, other: Content): boolean {
  if (one.kind === 'absent' || other.kind === 'absent') return one.kind === other.kind;
  const alike = one.mode === other.mode && one.uid === other.uid && one.gid === other.gid;
  return alike && one.bytes.equals(other.bytes);
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

async function missingAbove(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      await stat(folder);
      return missing;
    } catch (cause) {
      if (systemCode(cause) !== 'ENOENT') throw new FilesRefused(`${folder} cannot be looked at`, { cause });
      missing.push(folder);
    }
  }
}
