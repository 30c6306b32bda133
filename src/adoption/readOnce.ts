import { relative } from 'node:path';
import type { Finding } from '../finding.js';
import type { AdoptionReading, BrokenFile, ReadingOrder } from './order.js';
import { loadOutlines, saveOutlines } from './outlineFile.js';
import { readAdoption } from './read.js';

/** Reads a project, and only those of its files that have changed since the last time. Blocks while it reads files. */
export async function readOnce({ project, baseClass, outlineFile }: ReadingOrder): Promise<AdoptionReading> {
  const cache = loadOutlines(outlineFile);
  const { agents, findings } = await readAdoption(project, cache, baseClass);
  cache.sweep();
  if (cache.isChanged) saveOutlines(outlineFile, cache);
  return {
    states: new Map(agents.map(({ agent, state }) => [agent, state])),
    brokenFiles: findings.flatMap((finding) => brokenFile(project.root, finding)),
    findings,
  };
}

function brokenFile(root: string, { code, place }: Finding): BrokenFile[] {
  if (place.kind !== 'file') return [];
  const file = relative(root, place.file);
  if (code === 'adoption-syntax-error') return [{ file, problem: 'syntax' }];
  return code === 'adoption-unreadable' ? [{ file, problem: 'unreadable' }] : [];
}
