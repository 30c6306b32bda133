import { extname, relative } from 'node:path';
import picomatch from 'picomatch';

/** Files below the project root that may hold credentials: configuration and code. */
export const defaultInclude: readonly string[] = [
  '**/*.{yaml,yml,json,ini,cfg,conf,toml,properties,env,py,sh,bash}',
  '**/{.env,.env.*,.netrc,.pgpass,.npmrc,.pypirc}',
];

/** What others wrote, or nobody did: version control, caches, installed packages. */
export const defaultExclude: readonly string[] = [
  '**/{.git,.hg,.svn,node_modules,__pycache__,.mypy_cache,.pytest_cache,.ruff_cache,.tox}/**',
  '**/{.venv,venv,site-packages,dist-packages}/**',
  // What TypeScript remembers of a build: the hashes of all files, each called their `signature`.
  '**/*.tsbuildinfo',
];

const codeExtensions: ReadonlySet<string> = new Set(['.py', '.pyw', '.sh', '.bash', '.zsh', '.ksh']);

export interface SelectionOptions {
  /** Absolute path of the project root. */
  readonly root: string;
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  /** Absolute paths of folders that are left to others whatever the globs say: logs, the state of fleetwatch. */
  readonly apart: readonly string[];
}

/** Which files below a project root are looked through. Paths are relative to the root; globs are picomatch's. */
export class Selection {
  readonly #isIncluded: (path: string) => boolean;
  readonly #isExcluded: (path: string) => boolean;
  readonly #apart: ReadonlySet<string>;

  constructor({ root, include = defaultInclude, exclude = defaultExclude, apart }: SelectionOptions) {
    this.#isIncluded = picomatch([...include], { dot: true });
    this.#isExcluded = exclude.length === 0 ? () => false : picomatch([...exclude], { dot: true });
    this.#apart = new Set(apart.map((folder) => relative(root, folder)));
  }

  wants(file: string): boolean {
    return this.#isIncluded(file) && !this.#isExcluded(file);
  }

  /** A folder that a glob excludes is not entered, as with gitignore(5): nothing below it can come back in. */
  enters(folder: string): boolean {
    return !this.#apart.has(folder) && !this.#isExcluded(folder);
  }
}

/** Whether credentials in a file stand in code or in configuration, by the file's name. */
export function surfaceOf(file: string): 'code' | 'config' {
  return codeExtensions.has(extname(file)) ? 'code' : 'config';
}
