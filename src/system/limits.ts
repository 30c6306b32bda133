import type { Reading } from './access.js';
import { readProcessFile } from './processFile.js';

const LABEL = 'Max open files';

/** 17 lines of about 80 bytes. */
const content = Buffer.allocUnsafeSlow(4096);

/** The soft limit on open files in the text of `/proc/<pid>/limits`; `Infinity` for "unlimited". */
export function parseOpenFileLimit(text: string): number | undefined {
  const start = text.startsWith(LABEL) ? 0 : text.indexOf(`\n${LABEL}`) + 1;
  if (!text.startsWith(LABEL, start)) return undefined;
  const soft = /^\s+(\d+|unlimited)\s/.exec(text.slice(start + LABEL.length))?.[1];
  if (soft === undefined) return undefined;
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
}

/** Soft limit on the number of open files (RLIMIT_NOFILE) of a process, from `/proc/<pid>/limits`. */
export function readOpenFileLimit(root: string, pid: number): Reading<number> {
  const length = readProcessFile(`${root}/${pid}/limits`, content);
  return typeof length === 'number' ? parseOpenFileLimit(content.toString('latin1', 0, length)) : length;
}
