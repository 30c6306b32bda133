import { dirname, relative, resolve } from 'node:path';
import { type Baseline, holdAgainst } from '../check/baseline/apply.js';
import { expiredEntry, unmatchedEntry } from '../check/baseline/findings.js';
import type { Printed } from '../check/reporters/printed.js';
import { counted } from '../document/wording.js';
import { compareFindings } from '../finding.js';
import type { PlacedAcceptance } from '../leakWatch/acceptance/entry.js';
import { holdAccepted } from './accepted.js';
import type { FilesScan, Root } from './files.js';
import { type Identity, leakFinding, unreadFinding } from './findings.js';

export interface ReportOptions {
  /** What the settings of a machine accept. */
  readonly acceptances: readonly PlacedAcceptance[];
  readonly identity: Identity;
  readonly baseline: Baseline | undefined;
  /** What was looked through; an entry of the baseline for a file elsewhere says nothing about this scan. */
  readonly roots: readonly Pick<Root, 'path'>[];
  /** Unix time in milliseconds. */
  readonly now: number;
}

/** A scan as it is printed. What could not be looked through stands in it whatever a baseline accepts. */
export function scanReport(scan: FilesScan, options: ReportOptions): Printed {
  const { acceptances, identity, baseline, roots, now } = options;
  const bySettings = holdAccepted(scan.leaks, acceptances, now);
  const leaks = bySettings.open.map((leak) => leakFinding(leak, identity));
  const held = baseline === undefined ? undefined : holdAgainst(baseline, leaks, now);
  const isUnderRoots = underRoots(roots);
  const unmatched = held?.unmatched.filter(
    ({ file }) => baseline !== undefined && isUnderRoots(file && resolve(dirname(baseline.file), file)),
  );
  const findings = [
    ...(held?.open ?? leaks),
    ...(held?.expired ?? []).map(expiredEntry),
    ...(unmatched ?? []).map(unmatchedEntry),
    ...scan.unread.map(unreadFinding),
  ];
  const accepted = [...bySettings.accepted, ...(held?.accepted ?? [])];
  const { files, bytes, binary, unread } = scan;
  return {
    findings: findings.sort(compareFindings),
    accepted,
    tables: [],
    closing: closingLine(scan, held?.open.length ?? leaks.length, accepted.length),
    figures: { files, bytes, binary, unread: unread.length, leaks: held?.open.length ?? leaks.length },
  };
}

function underRoots(roots: readonly Pick<Root, 'path'>[]): (file: string | undefined) => boolean {
  const places = roots.map(({ path }) => resolve(path));
  return (file) => file === undefined || places.some((place) => isIn(place, file));
}

function isIn(place: string, file: string): boolean {
  const way = relative(place, file);
  return way === '' || (way !== '..' && !way.startsWith('../'));
}

/** `2 leaks in 1204 files (52.1 MB); 1 accepted; not looked through: 3 binary files, 1 unreadable`. */
function closingLine({ files, bytes, binary, unread }: FilesScan, open: number, accepted: number): string {
  const gaps = [
    ...(binary === 0 ? [] : [counted(binary, 'binary file')]),
    ...(unread.length === 0 ? [] : [`${unread.length} unreadable`]),
  ];
  return [
    `${counted(open, 'leak')} in ${counted(files, 'file')} (${(bytes / 1e6).toFixed(1)} MB)`,
    ...(accepted === 0 ? [] : [`${accepted} accepted`]),
    ...(gaps.length === 0 ? [] : [`not looked through: ${gaps.join(', ')}`]),
  ].join('; ');
}
