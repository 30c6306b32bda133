import type { AuditTable } from '../audits/audit.js';
import { type Finding, type Severity, severities } from '../finding.js';

/** A finding that a baseline accepts for now. */
export interface AcceptedFinding {
  readonly finding: Finding;
  /** Last day on which it is accepted, `YYYY-MM-DD`. */
  readonly until: string;
  readonly reason: string;
}

/** What a check came to. */
export interface CheckReport {
  /** Sorted by place. */
  readonly findings: readonly Finding[];
  readonly accepted: readonly AcceptedFinding[];
  readonly tables: readonly AuditTable[];
  readonly machines: number;
  readonly agents: number;
  /** Machines, also others than those reported on, whose start-up file cannot be used: no audit has seen their agents. */
  readonly notAudited: readonly string[];
}

export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** One line that says it all: `77 agents on 2 machines: 2 errors, 37 warnings, 0 infos`. */
export function summaryLine({ findings, accepted, machines, agents, notAudited }: CheckReport): string {
  const counts = countBySeverity(findings);
  const found = severities.map((severity) => amount(counts[severity], severity)).join(', ');
  const more = [
    ...(accepted.length === 0 ? [] : [`${accepted.length} accepted by the baseline`]),
    ...(notAudited.length === 0 ? [] : [`not audited: ${notAudited.join(', ')}`]),
  ];
  return `${amount(agents, 'agent')} on ${amount(machines, 'machine')}: ${[found, ...more].join('; ')}`;
}

function amount(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
