import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own for each case, which goes with it. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'files-'));
  made.push(path);
  return path;
}
