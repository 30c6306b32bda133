import type { FilePlace, Finding, Severity } from '../../finding.js';

/** Codes of what the schema of runbooks cannot say. */
export const runbookCodes = [
  'runbook-action',
  'runbook-cycle',
  'runbook-name',
  'runbook-no-undo',
  'runbook-parameter',
  'runbook-program',
  'runbook-program-text',
  'runbook-twice',
  'runbook-unknown',
] as const;
export type RunbookCode = (typeof runbookCodes)[number];

interface Text {
  readonly message: string;
  readonly why: string;
  readonly remedy: string;
}

/** A finding on a runbook: all of them are about configuration. */
export function problem(code: RunbookCode, severity: Severity, place: FilePlace, text: Text): Finding {
  return { code, risk: 'G', severity, place, ...text };
}
