import { loadFleet } from '../audits/load.js';
import { projectFiles } from '../audits/paths/projectFiles.js';
import { runAudits } from '../audits/run.js';
import { compareFindings, type Finding, type Severity } from '../finding.js';
import { redactedFinding } from '../redaction/finding.js';
import { type Baseline, type HeldAgainst, holdAgainst } from './baseline/apply.js';
import type { PlacedEntry } from './baseline/entry.js';
import { expiredEntry, unmatchedEntry } from './baseline/findings.js';
import type { CheckReport } from './report.js';
import { isAtLeast, type Selection } from './selection.js';
import type { Sources } from './sources.js';

export interface CheckOptions {
  readonly selection: Selection;
  readonly minimumSeverity: Severity;
  /** Unknown keys are errors, whatever the settings say. */
  readonly strict: boolean;
  readonly baseline: Baseline | undefined;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/**
 * Reads and audits a fleet once. What keeps a machine from being audited stands in the report whatever was selected or
 * accepted: a check that has not looked is not clean.
 */
export async function check(sources: Sources, options: CheckOptions): Promise<CheckReport> {
  const { selection, minimumSeverity, baseline } = options;
  const fleet = await loadFleet(sources.sources, {
    variables: sources.variables,
    strict: options.strict || sources.strict,
  });
  const context = {
    machines: fleet.machines,
    unread: fleet.unread.map(({ name }) => name),
    settings: sources.settings,
    files: projectFiles(),
  };
  const outcomes = await runAudits(selection.audits, context, (code) => selection.speaksOf(code));
  const isSubject = ({ machine }: Pick<Finding, 'machine'>) => machine === undefined || sources.subjects.has(machine);
  // As they are printed, so that a baseline knows them again.
  const selected = [...fleet.findings, ...outcomes.flatMap(({ findings }) => findings)]
    .filter((finding) => selection.speaksOf(finding.code) && isSubject(finding))
    .map(redactedFinding);
  const unread = fleet.unread.filter(({ name }) => sources.subjects.has(name));
  const isWhole = fleet.unread.length === 0 && sources.subjects.size === sources.sources.length;
  const held = baseline === undefined ? undefined : holdAgainst(baseline, selected, options.now);
  const visible = [...(held?.open ?? selected), ...(held === undefined ? [] : ofBaseline(held, selection, isWhole))];
  const machines = fleet.machines.filter(({ name }) => sources.subjects.has(name));
  return {
    findings: [
      ...visible.filter((finding) => isAtLeast(finding, minimumSeverity)),
      ...unread.flatMap(({ findings }) => findings),
    ].sort(compareFindings),
    accepted: held?.accepted ?? [],
    tables: outcomes.flatMap(({ tables }) => tables),
    machines: machines.length + unread.length,
    agents: machines.reduce((sum, { agents }) => sum + agents.length, 0),
    notAudited: fleet.unread.map(({ name }) => name),
  };
}

/** What is wrong with the baseline itself. Where not all was looked at, nobody knows what an entry would have matched. */
function ofBaseline({ expired, unmatched }: HeldAgainst, selection: Selection, isWhole: boolean): Finding[] {
  const selected = ({ code }: PlacedEntry) => selection.speaksOf(code);
  return [
    ...expired.filter(selected).map(expiredEntry),
    ...(isWhole ? unmatched.filter(selected).map(unmatchedEntry) : []),
  ];
}
