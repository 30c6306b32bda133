import { resolve } from 'node:path';
import type { FileHit } from '../leakWatch/files/fileScan.js';
import type { Selection } from '../leakWatch/files/selection.js';
import { scanFile } from './file.js';
import type { TextScan } from './text.js';
import { filesOf } from './walk.js';

/** A credential in a file. */
export interface FileLeak extends FileHit {
  readonly file: string;
  /** The how many-th of its rule in this file, from 1. */
  readonly occurrence: number;
}

/** A file or folder that could not be looked through. */
export interface Unread {
  readonly path: string;
  /** Whether somebody asked for this very path, not for a folder above it. */
  readonly named: boolean;
  readonly reason: string;
}

/** What a look through files has come to. */
export interface FilesScan {
  readonly leaks: readonly FileLeak[];
  readonly unread: readonly Unread[];
  /** Files that were looked through. */
  readonly files: number;
  readonly bytes: number;
  /** Files that are no text. */
  readonly binary: number;
}

/** A path, and what is wanted below it where it is a folder. */
export interface Root {
  readonly path: string;
  readonly selection: Selection;
}

/** Looks through all files of the paths, each once, however often and by whatever path it is asked for. */
export function scanFiles(roots: readonly Root[], scan: TextScan): FilesScan {
  const seen = new Set<string>();
  const leaks: FileLeak[] = [];
  const unread: Unread[] = [];
  let [files, bytes, binary] = [0, 0, 0];
  for (const { path: root, selection } of roots) {
    for (const { path, named, notRead } of filesOf(root, selection)) {
      if (seen.size === seen.add(resolve(path)).size) continue;
      const outcome = notRead ?? scanFile(path, scan);
      if (outcome === 'binary') {
        binary += 1;
      } else if ('reason' in outcome) {
        unread.push({ path, named, reason: outcome.reason });
      } else {
        files += 1;
        bytes += outcome.bytes;
        leaks.push(...numbered(path, outcome.hits));
      }
    }
  }
  return { leaks, unread, files, bytes, binary };
}

/** Credentials of one text, each with its number among those of its rule. */
export function numbered(file: string, hits: readonly FileHit[]): FileLeak[] {
  const counts = new Map<string, number>();
  return hits.map((hit) => {
    const occurrence = (counts.get(hit.rule) ?? 0) + 1;
    counts.set(hit.rule, occurrence);
    return { ...hit, file, occurrence };
  });
}
