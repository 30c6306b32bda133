import { resolve } from 'node:path';
import type { Agent } from '../fleet/model.js';
import type { Settings } from '../settings.js';
import { Selection } from './files/selection.js';
import type { FileScope } from './files/watch.js';

/** The files of one machine: its project, all start-up files that its settings name, and the settings themselves. */
export function scopeOf(settings: Settings, agents: readonly Agent[]): FileScope {
  const { machine, machines, leaks, stateDirectory, file } = settings;
  const root = machine.projectRoot;
  const scripts = new Map<string, string | undefined>();
  for (const { name, scriptPath } of agents) {
    const script = resolve(root, scriptPath);
    // A script that several agents run is no single one's.
    scripts.set(script, scripts.has(script) ? undefined : name);
  }
  return {
    root,
    selection: new Selection({
      root,
      include: leaks.include,
      exclude: leaks.exclude,
      apart: [machine.logDirectory, stateDirectory],
    }),
    named: [...new Set([resolve(file), ...machines.map(({ startupFile }) => startupFile)])],
    agentOf: (path) => scripts.get(path),
  };
}
