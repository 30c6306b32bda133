import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { searchPath } from '../../../src/changes/command/order.js';

/** Why no procedure can be played here: steps run the system's python3, and not one that was unpacked for tests. */
export function pythonMissing(): string | undefined {
  const isThere = searchPath.split(':').some((folder) => existsSync(join(folder, 'python3')));
  return isThere ? undefined : `there is no python3 in ${searchPath}`;
}
