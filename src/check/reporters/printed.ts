import type { AuditTable } from '../../audits/audit.js';
import type { Finding } from '../../finding.js';
import { redactedFinding } from '../../redaction/finding.js';
import { redacted } from '../../redaction/redacted.js';
import { type AcceptedFinding, type CheckReport, summaryLine } from '../report.js';

/** What every command that looks for something wrong has to print. */
export interface Printed {
  /** Sorted by place. */
  readonly findings: readonly Finding[];
  readonly accepted: readonly AcceptedFinding[];
  readonly tables: readonly AuditTable[];
  /** One line that says it all. */
  readonly closing: string;
  /** The same for programs. */
  readonly figures: Readonly<Record<string, unknown>>;
}

/** A check as it is printed. */
export function printedCheck(report: CheckReport): Printed {
  const { findings, accepted, tables, machines, agents, notAudited } = report;
  const figures = { machines, agents, not_audited: notAudited };
  return { findings, accepted, tables, closing: summaryLine(report), figures };
}

/** Without the credentials that messages, paths and names may quote: before anything is escaped, or hashed. */
export function redactedPrinted({ findings, accepted, tables, closing, figures }: Printed): Printed {
  return {
    findings: findings.map(redactedFinding),
    accepted: accepted.map((each) => ({
      ...each,
      finding: redactedFinding(each.finding),
      reason: redacted(each.reason),
    })),
    tables: tables.map(({ title, rows }) => ({ title, rows: rows.map((row) => row.map(redacted)) })),
    closing: redacted(closing),
    figures,
  };
}
