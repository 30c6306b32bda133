import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/** A module or package found in the project. */
export interface FoundModule {
  /** Its code; a namespace package has none (PEP 420). */
  readonly file: string | undefined;
  /** Where its submodules are; nowhere for a plain module. */
  readonly directories: readonly string[];
}

interface FoundPath {
  readonly kind: 'file' | 'directory';
  /** Absolute, without symbolic links. */
  readonly path: string;
}

/**
 * Finds Python modules by their names below one directory, and never outside of it. Remembers what it has seen.
 *
 * Files are asked synchronously here and wherever a project is read: an exporter reads it in a thread of its own, and
 * `fs/promises` would go through the few threads that libuv has for the whole process, where a file system that hangs
 * would catch them.
 */
export class ModuleFinder {
  /** Absolute, without symbolic links. */
  readonly root: string;
  readonly #listings = new Map<string, ReadonlyMap<string, Dirent>>();
  readonly #links = new Map<string, FoundPath | undefined>();

  /** `root` has to be absolute and without symbolic links. */
  constructor(root: string) {
    this.root = root;
  }

  /** What a path leads to, where that is inside of the root. */
  find(path: string): FoundPath | undefined {
    if (this.#links.has(path)) return this.#links.get(path);
    const found = this.#follow(path);
    this.#links.set(path, found);
    return found;
  }

  /**
   * The module of a name in a list of directories, in the order of Python's own finder: in each directory a package
   * before a module; directories without `__init__.py` count together, where nothing else is found.
   */
  module(directories: readonly string[], name: string): FoundModule | undefined {
    const portions: string[] = [];
    for (const directory of directories) {
      const folder = this.#entry(directory, name, 'directory');
      const init = folder === undefined ? undefined : this.#entry(folder, '__init__.py', 'file');
      if (folder !== undefined && init !== undefined) return { file: init, directories: [folder] };
      const file = this.#entry(directory, `${name}.py`, 'file');
      if (file !== undefined) return { file, directories: [] };
      if (folder !== undefined) portions.push(folder);
    }
    return portions.length === 0 ? undefined : { file: undefined, directories: portions };
  }

  /** The package that a directory is. */
  package(directory: string): FoundModule {
    return { file: this.#entry(directory, '__init__.py', 'file'), directories: [directory] };
  }

  contains(path: string): boolean {
    return path === this.root || path.startsWith(this.root === sep ? sep : this.root + sep);
  }

  #entry(directory: string, name: string, kind: FoundPath['kind']): string | undefined {
    const entry = this.#listing(directory).get(name);
    if (entry === undefined) return undefined;
    const path = join(directory, name);
    if (entry.isSymbolicLink()) {
      const found = this.find(path);
      return found?.kind === kind ? found.path : undefined;
    }
    return (kind === 'file' ? entry.isFile() : entry.isDirectory()) ? path : undefined;
  }

  #listing(directory: string): ReadonlyMap<string, Dirent> {
    const known = this.#listings.get(directory);
    if (known !== undefined) return known;
    const listing = listed(directory);
    this.#listings.set(directory, listing);
    return listing;
  }

  #follow(path: string): FoundPath | undefined {
    try {
      const real = realpathSync.native(path);
      if (!this.contains(real)) return undefined;
      const status = statSync(real);
      return status.isDirectory() ? { kind: 'directory', path: real } : { kind: 'file', path: real };
    } catch {
      return undefined;
    }
  }
}

/** A directory that cannot be read holds no module that could be found. */
function listed(directory: string): ReadonlyMap<string, Dirent> {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return new Map(entries.map((entry) => [entry.name, entry]));
  } catch {
    return new Map();
  }
}
