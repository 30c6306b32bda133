import type { Audit, AuditContext, AuditOutcome } from './audit.js';

/**
 * Runs audits one after the other, and leaves out what one of them says less exactly than another.
 *
 * @param speaksOf which codes are reported; an audit that is not reported in full covers nothing
 */
export async function runAudits(
  audits: readonly Audit[],
  context: AuditContext,
  speaksOf: (code: string) => boolean = () => true,
): Promise<AuditOutcome[]> {
  const covered = new Set(audits.flatMap(({ covers = [], codes }) => (codes.every(speaksOf) ? covers : [])));
  const outcomes: AuditOutcome[] = [];
  for (const audit of audits) {
    const { findings, tables } = await audit.audit(context);
    outcomes.push({ findings: findings.filter(({ code }) => !covered.has(code)), tables });
  }
  return outcomes;
}
