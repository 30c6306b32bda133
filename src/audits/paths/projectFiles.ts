import { readdir, realpath, stat } from 'node:fs/promises';
import { mayRead } from '../../files/mayRead.js';

/** What a name in a folder stands for. */
export type EntryKind = 'file' | 'folder' | 'link' | 'other';

/** The names in a folder; `missing` where there is no such folder, `denied` where it may not be read. */
export type Listing = ReadonlyMap<string, EntryKind> | 'missing' | 'denied';

/** What audits ask of the file system. */
export interface ProjectFiles {
  list(folder: string): Promise<Listing>;
  /** The path without symbolic links, `undefined` where it leads nowhere. */
  realPath(path: string): Promise<string | undefined>;
  /** Whether there is a regular file, symbolic links followed. */
  isFile(path: string): Promise<boolean>;
  isReadable(path: string): Promise<boolean>;
}

/** The file system as it is when asked first: each folder is read once, however many scripts are in it. */
export function projectFiles(): ProjectFiles {
  const listings = new Map<string, Promise<Listing>>();
  return {
    list: (folder) => {
      const known = listings.get(folder);
      if (known !== undefined) return known;
      const listing = list(folder);
      listings.set(folder, listing);
      return listing;
    },
    realPath: (path) => realpath(path).catch(() => undefined),
    isFile: (path) =>
      stat(path).then(
        (status) => status.isFile(),
        () => false,
      ),
    isReadable: mayRead,
  };
}

async function list(folder: string): Promise<Listing> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return new Map(
      entries.map((entry) => [
        entry.name,
        entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other',
      ]),
    );
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'missing';
  }
}
