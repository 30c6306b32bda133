import type { GuardedCalls } from '../guardedCalls.js';
import { type ProjectFiles, projectFiles } from './projectFiles.js';

/** {@link projectFiles} for a program that must go on where a file system hangs: each question is guarded. */
export function guardedFiles(calls: GuardedCalls): ProjectFiles {
  const files = projectFiles();
  const listings = new Map<string, ReturnType<ProjectFiles['list']>>();
  return {
    list: (folder) => {
      const known = listings.get(folder) ?? calls.ask(() => files.list(folder));
      listings.set(folder, known);
      return known;
    },
    realPath: (path) => calls.ask(() => files.realPath(path)),
    isFile: (path) => calls.ask(() => files.isFile(path)),
    isReadable: (path) => calls.ask(() => files.isReadable(path)),
  };
}
