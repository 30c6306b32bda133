import { access, constants } from 'node:fs/promises';

/** Debian's interpreter starts faster and takes less memory than a wrapper that chooses among versions. */
const systemPython = '/usr/bin/python3';

/** The interpreter to run agents with: Debian's where there is one, else the first `python3` on PATH. */
export async function findPython(): Promise<string> {
  try {
    await access(systemPython, constants.X_OK);
    return systemPython;
  } catch {
    return 'python3';
  }
}

/**
 * Variables of every agent process. Nothing else is handed down, so that no credential of whoever starts the fleet ends
 * in its processes. Compiled modules go to `pycacheDirectory`: never next to the sources.
 */
export function processEnvironment(pycacheDirectory: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    PYTHONNOUSERSITE: '1',
    PYTHONPYCACHEPREFIX: pycacheDirectory,
  };
}
