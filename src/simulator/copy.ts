import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { originalsIn } from './fleet-files.js';

const shipped = fileURLToPath(new URL('../../examples/demo', import.meta.url));

/**
 * Lays a copy of the bundled demo fleet into the run directory and gives its settings file. A fleet that runs writes
 * logs into its project root, and some faults change its files; what is shipped stays as it is.
 */
export async function copyDemoFleet(runDirectory: string): Promise<string> {
  const copy = join(runDirectory, 'fleet');
  await rm(copy, { recursive: true, force: true });
  // What faults of a former run had put aside belongs to the former copy.
  await rm(originalsIn(runDirectory), { recursive: true, force: true });
  await cp(shipped, copy, { recursive: true, filter: (source) => !source.endsWith('__pycache__') });
  return join(copy, 'fleetwatch.yaml');
}
