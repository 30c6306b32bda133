import { resolve } from 'node:path';
import type { builtInParameters } from '../runbooks/model.js';
import type { Settings } from '../settings.js';

type Name = Exclude<(typeof builtInParameters)[number], 'change' | 'change_directory'>;

/** Values of the built-in parameters on the machine of the settings, but for those that differ with each change. */
export function builtInValues(settings: Settings): Record<Name, string> {
  const { machine, file, stateDirectory, changes } = settings;
  return {
    machine: machine.name,
    project_root: machine.projectRoot,
    startup_file: machine.startupFile,
    log_directory: machine.logDirectory,
    config: resolve(file),
    state_directory: resolve(stateDirectory),
    prometheus_url: changes.prometheusUrl,
  };
}
