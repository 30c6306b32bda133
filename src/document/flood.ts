import type { FilePlace, Finding } from '../finding.js';

/** More problems than this nobody reads one by one; a file with so many is broken as a whole. */
const maximumFindings = 1000;

/** The first thousand of the problems of a file, and how many more there are. */
export function cutFlood<T>(file: string, problems: readonly T[], toFinding: (problem: T) => Finding): Finding[] {
  const findings = problems.slice(0, maximumFindings).map(toFinding);
  const more = problems.length - findings.length;
  if (more <= 0) return findings;
  const place: FilePlace = { kind: 'file', file, line: 1, column: 1 };
  findings.push({
    code: 'too-many-findings',
    risk: 'G',
    severity: 'error',
    place,
    message: `${more} more problems of the same kinds are not listed`,
    why: 'so many problems have one cause, most likely another format than expected',
    remedy: 'see whether this is the right file, mend the first problems, and look again',
  });
  return findings;
}
