/** A folder for the files of one run, gone with the scope. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @param {import('./scope.mjs').Defer} defer */
export async function workplace(defer) {
  const folder = await mkdtemp(join(tmpdir(), 'fleetwatch-bench-'));
  defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
