import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { OutlineCache } from './project/outlineCache.js';

/** The outlines that an earlier reading has written down; none where there are none that can be used. */
export function loadOutlines(file: string): OutlineCache {
  const cache = new OutlineCache();
  try {
    cache.restore(readFileSync(file, 'utf8'));
  } catch {
    // The first reading has nothing to go on from.
  }
  return cache;
}

/** Writes the outlines down in one step. Where that fails the next reading parses everything again, and all is well. */
export function saveOutlines(file: string, cache: OutlineCache): void {
  // Readings do not overlap: a draft that is there was left behind.
  const draft = `${file}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, cache.serialize(), { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // That the state directory takes nothing is reported where counters are saved.
  }
}
