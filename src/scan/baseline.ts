import type { Baseline } from '../check/baseline/apply.js';
import { readBaseline } from '../check/baseline/read.js';
import { baselineText } from '../check/baseline/write.js';
import type { Finding } from '../finding.js';
import { replaceFile } from './replaceFile.js';

/**
 * The baseline of a request, if it names one; the findings are why it cannot be used. One that is about to be written need
 * not be there before.
 */
export async function formerBaseline(
  file: string | undefined,
  isWritten: boolean,
): Promise<{ readonly baseline: Baseline | undefined } | { readonly findings: readonly Finding[] }> {
  if (file === undefined) return { baseline: undefined };
  const read = await readBaseline(file);
  const isAbsent = 'findings' in read && read.findings.some(({ code }) => code === 'file-unreadable');
  return isAbsent && isWritten ? { baseline: { file, entries: [] } } : read;
}

/** Writes a baseline that accepts all leaks there are. What was not looked through cannot be accepted. */
export function writeBaseline(baseline: Baseline, findings: readonly Finding[], now: number): Promise<void> {
  const leaks = findings.filter(({ code }) => code !== 'leak-unread');
  return replaceFile(baseline.file, baselineText(baseline, leaks, now));
}
