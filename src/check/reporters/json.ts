import type { Finding } from '../../finding.js';
import { countBySeverity } from '../report.js';
import type { Printed } from './printed.js';

/** For programs: everything that is known, one JSON object. */
export function jsonReport({ findings, accepted, tables, figures }: Printed): string {
  const report = {
    findings: findings.map(plain),
    accepted: accepted.map(({ finding, until, reason }) => ({ ...plain(finding), until, reason })),
    tables,
    summary: { ...figures, ...countBySeverity(findings), accepted: accepted.length },
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function plain({ place, ...finding }: Finding) {
  if (place.kind === 'process') return { ...finding, pid: place.pid };
  return { ...finding, file: place.file, line: place.line, column: place.column };
}
