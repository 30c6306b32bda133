import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What is no file of the fleet: what agents write, and fleetwatch's own state. */
const ofNoFleet = new Set(['logs', '.fleetwatch', '__pycache__']);

/** Every file of a fleet with its mode and the digest of its bytes. */
export function fleetFiles(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (directory: string) => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (ofNoFleet.has(entry.name)) continue;
      if (entry.isDirectory()) walk(path);
      else found[relative(folder, path)] = `${statSync(path).mode.toString(8)} ${digest(path)}`;
    }
  };
  walk(folder);
  return found;
}

function digest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
