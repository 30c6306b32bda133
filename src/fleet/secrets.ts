import type { Path } from '../document/parse.js';

/** Values below these keys are handed to the agents unread: they may be credentials. */
const secretKeys: ReadonlySet<string> = new Set(['env_vars', 'environment', 'config', 'command_args']);

/** Keys whose values are harmless and short enough to stand in a finding. */
export const quotableKeys: ReadonlySet<string> = new Set([
  ...['name', 'script_path', 'host', 'port', 'health_check_port', 'required', 'dependencies', 'error_bus_port'],
  ...['cpu_percent', 'memory_mb', 'max_threads'],
  ...['interval_seconds', 'timeout_seconds', 'retries', 'start_period_seconds'],
]);

/** Whether `key`, inside of the mapping at `parent`, holds what must not be read. Groups and agents may have any name. */
export function holdsSecrets(parent: Path, key: string): boolean {
  return secretKeys.has(key) && !(parent[0] === 'agent_groups' && parent.length < 3);
}
