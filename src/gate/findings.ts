import type { FilePlace, Finding } from '../finding.js';

const severities = {
  'gate-query-twice': 'error',
  'gate-limits': 'error',
  'gate-parameter': 'error',
  'gate-syntax': 'error',
  'gate-metric-unknown': 'error',
  'gate-metric-foreign': 'info',
  'gate-label-unknown': 'error',
  'gate-condition-impossible': 'error',
  'gate-condition-always': 'error',
  'gate-silence': 'warning',
  'gate-baseline-shape': 'warning',
} as const;

export type GateCode = keyof typeof severities;

/** What is wrong with a gate, wherever it stands. */
export interface GateProblem extends Pick<Finding, 'message' | 'why' | 'remedy'> {
  readonly code: GateCode;
}

/** A finding in a gate: a gate that cannot decide is configuration that does nothing, risk G. */
export function gateFinding(place: FilePlace, { code, message, why, remedy }: GateProblem): Finding {
  return { code, risk: 'G', severity: severities[code], place, message, why, remedy };
}
