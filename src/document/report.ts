import type { Finding } from '../finding.js';
import { compareFindings, formatPlace } from '../finding.js';
import { redactedFinding } from '../redaction/finding.js';

/** Findings as people read them: sorted by place, three lines each. */
export function formatFindings(findings: readonly Finding[]): string {
  return [...findings].map(redactedFinding).sort(compareFindings).map(formatFinding).join('\n');
}

function formatFinding(finding: Finding): string {
  return [
    `${formatPlace(finding.place)}: ${finding.severity}: ${finding.message} [${finding.code}, risk ${finding.risk}]`,
    `    why: ${finding.why}`,
    `    do:  ${finding.remedy}`,
  ].join('\n');
}
