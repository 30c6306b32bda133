import {
  compareFindings,
  type Finding,
  formatPlace,
  type Risk,
  risks,
  type Severity,
  severities,
} from '../../../finding.js';
import { standingsBy } from '../../../runbooks/standing/standing.js';
import { tellingCollectors } from '../../../runbooks/standing/telling.js';
import type { BoardSource } from '../source.js';

/** What each risk is, in a few words. */
export const riskNames: Readonly<Record<Risk, string>> = {
  A: 'script paths',
  B: 'dependencies',
  C: 'ports',
  D: 'base class adoption',
  E: 'logs',
  F: 'observability hubs',
  G: 'configuration drift',
  H: 'credentials',
};

export interface RiskRow {
  readonly risk: Risk;
  readonly name: string;
  /** `open`: something is to be mended. `none_found`: looked at, nothing found. `unknown`: nobody has looked. */
  readonly standing: 'open' | 'none_found' | 'unknown';
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** Names of those who look. */
  readonly toldBy: readonly string[];
  /** The gravest finding, if any. */
  readonly worst: {
    readonly code: string;
    readonly place: string;
    readonly message: string;
    readonly remedy: string;
  } | null;
}

/** The eight risks, and what is open of each on this machine. */
export function riskPart(source: Pick<BoardSource, 'findings' | 'looked'>): RiskRow[] {
  const findings = source.findings();
  const standings = standingsBy(findings, source.looked());
  return risks.map((risk) => {
    const own = findings.filter((finding) => finding.risk === risk);
    const count = (severity: Severity) => own.filter((finding) => finding.severity === severity).length;
    const { kind } = standings[risk];
    return {
      risk,
      name: riskNames[risk],
      standing: kind === 'done' ? 'none_found' : kind,
      bySeverity: { error: count('error'), warning: count('warning'), info: count('info') },
      toldBy: tellingCollectors[risk],
      worst: worstOf(own),
    };
  });
}

function worstOf(findings: readonly Finding[]): RiskRow['worst'] {
  const rank = ({ severity }: Finding) => severities.indexOf(severity);
  let worst: Finding | undefined;
  for (const finding of findings) {
    if (worst === undefined || rank(finding) < rank(worst)) worst = finding;
    else if (rank(finding) === rank(worst) && compareFindings(finding, worst) < 0) worst = finding;
  }
  if (worst === undefined) return null;
  const { code, place, message, remedy } = worst;
  return { code, place: formatPlace(place), message, remedy };
}
