import type { FileCaller } from './fileCaller.js';
import { type Mount, mountOf, readMounts } from './mounts.js';

/** A directory that the fleet cannot do without, and what it is for. */
export interface NeededDirectory {
  readonly use: DirectoryUse;
  /** Absolute path. */
  readonly path: string;
}

/** `logs`: agents write there; `project`: their scripts; `state`: what fleetwatch keeps. */
export type DirectoryUse = 'logs' | 'project' | 'state';

/** One file system, once for all directories on it. */
export interface FileSystemView {
  readonly mount: Mount;
  readonly uses: readonly DirectoryUse[];
  /** Nothing where it does not answer, or its directory cannot be looked at. */
  readonly space: SpaceFigures | undefined;
  readonly answers: boolean;
}

/** Sizes in bytes. */
export interface SpaceFigures {
  readonly sizeBytes: number;
  /** What programs without privileges may still take. */
  readonly availableBytes: number;
  /** 0 where the file system has no fixed number of inodes. */
  readonly inodes: number;
  readonly freeInodes: number;
}

export interface FileSystemWatchOptions {
  readonly procRoot: string;
  readonly directories: readonly NeededDirectory[];
  readonly caller: FileCaller;
}

/** Looks at the file systems on which the fleet's directories lie. */
export class FileSystemWatch {
  readonly #options: FileSystemWatchOptions;
  /** Paths without symbolic links, kept for when a file system hangs and cannot be asked. */
  readonly #realPaths = new Map<string, string>();

  constructor(options: FileSystemWatchOptions) {
    this.#options = options;
  }

  /** One view a file system. Throws where the kernel does not show its mounts. */
  async look(): Promise<FileSystemView[]> {
    const views = new Map<number, FileSystemView>();
    const mounts = readMounts(this.#options.procRoot);
    if (mounts === undefined || mounts === 'denied') throw new Error('the table of mounts cannot be read');
    for (const directory of this.#options.directories) {
      const view = await this.#lookAt(directory, mounts);
      if (view === undefined) continue;
      const known = views.get(view.mount.id);
      views.set(view.mount.id, known === undefined ? view : merged(known, view));
    }
    return [...views.values()];
  }

  async #lookAt({ path, use }: NeededDirectory, mounts: readonly Mount[]): Promise<FileSystemView | undefined> {
    const before = mountOf(mounts, this.#realPaths.get(path) ?? path);
    if (before === undefined) return undefined;
    const space = await this.#options.caller.ask(placeOf(before), 'space', { directory: path });
    if (space === 'stuck') return { mount: before, uses: [use], space: undefined, answers: false };
    if (space.kind === 'unreadable') return { mount: before, uses: [use], space: undefined, answers: true };
    this.#realPaths.set(path, space.realPath);
    return { mount: mountOf(mounts, space.realPath) ?? before, uses: [use], space, answers: true };
  }
}

/** Calls to one mount hang together. */
export function placeOf({ id }: Pick<Mount, 'id'>): string {
  return `mount ${id}`;
}

function merged(known: FileSystemView, other: FileSystemView): FileSystemView {
  return {
    mount: known.mount,
    uses: [...known.uses, ...other.uses],
    space: known.space ?? other.space,
    answers: known.answers && other.answers,
  };
}
