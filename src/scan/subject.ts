import { join } from 'node:path';
import { Selection } from '../leakWatch/files/selection.js';
import type { Settings } from '../settings.js';
import type { Root } from './files.js';

/** Globs of what is looked through below a folder, and of what is left out. */
export interface Globs {
  /** All files unless given. */
  readonly include: readonly string[];
  /** What others wrote, or nobody did, unless given: see the default of the settings' `leaks.exclude`. */
  readonly exclude: readonly string[];
}

/** The paths of a command line: whoever names a folder means all text in it, not only what an exporter looks through. */
export function namedRoots(paths: readonly string[], { include, exclude }: Globs): Root[] {
  return paths.map((path) => {
    const selection = new Selection({
      root: path,
      include: include.length === 0 ? ['**'] : include,
      exclude: exclude.length === 0 ? undefined : exclude,
      apart: [],
    });
    return { path, selection };
  });
}

/** What the exporter of a machine looks through: settings, start-up file, and the project root as the settings have it. */
export function machineRoots({ file, machine, leaks, stateDirectory }: Settings): Root[] {
  const { projectRoot, startupFile, logDirectory } = machine;
  const { include, exclude } = leaks;
  const apart = [logDirectory, stateDirectory];
  const selection = new Selection({ root: projectRoot, include, exclude, apart });
  return [file, startupFile, projectRoot].map((path) => ({ path, selection }));
}

/** All that the agents of a machine have logged. */
export function logRoot({ machine }: Settings): Root {
  const root = machine.logDirectory;
  return { path: root, selection: new Selection({ root, include: ['**'], exclude: [], apart: [] }) };
}

/** Where the key for fingerprints of a machine is. */
export function keyFileOf({ stateDirectory }: Settings): string {
  return join(stateDirectory, 'leak.key');
}
