import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Selection } from '../leakWatch/files/selection.js';
import { type NotRead, whyNotRead } from './file.js';

/** A file that is to be looked through, or a folder that cannot be. */
export interface Entry {
  readonly path: string;
  /** Whether somebody asked for this very path, not for a folder above it. */
  readonly named: boolean;
  readonly notRead?: NotRead;
}

/**
 * The files of a path: itself, or all that are wanted below a folder, in the order of their names. Symbolic links below it
 * are not followed: what they lead to is looked at where it stands.
 */
export function* filesOf(path: string, selection: Selection): Generator<Entry> {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    yield { path, named: true, notRead: { reason: whyNotRead(error) } };
    return;
  }
  if (isFolder) yield* filesBelow(path, path, selection);
  else yield { path, named: true };
}

function* filesBelow(folder: string, root: string, selection: Selection): Generator<Entry> {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    yield { path: folder, named: folder === root, notRead: { reason: whyNotRead(error) } };
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const below = relative(root, path);
    if (entry.isDirectory() && selection.enters(below)) yield* filesBelow(path, root, selection);
    else if (entry.isFile() && selection.wants(below)) yield { path, named: false };
  }
}
