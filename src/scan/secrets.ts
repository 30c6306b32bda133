import type { Baseline } from '../check/baseline/apply.js';
import type { Printed } from '../check/reporters/printed.js';
import type { Scanner } from '../leaks/model.js';
import type { PlacedAcceptance } from '../leakWatch/acceptance/entry.js';
import type { Fingerprint } from '../leakWatch/fingerprint.js';
import { numbered, type Root, scanFiles } from './files.js';
import type { Identity } from './findings.js';
import { scanReport } from './report.js';
import { type Fill, TextScan } from './text.js';

/** What is looked through, and what is known of it before. */
export interface SecretsScan {
  readonly subject: { readonly roots: readonly Root[] } | { readonly stdin: Fill };
  readonly scanner: Scanner;
  readonly identity: Identity;
  /** Needed unless leaks are known by their number in the file. */
  readonly fingerprint: Fingerprint | undefined;
  readonly acceptances: readonly PlacedAcceptance[];
  readonly baseline: Baseline | undefined;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/** Under this name findings speak of what was piped in. */
const stdinName = '<stdin>';

/** Looks once through files, or through what is piped in. */
export function scanSecrets({ subject, scanner, fingerprint, ...known }: SecretsScan): Printed {
  const text = new TextScan(scanner, fingerprint ?? (() => ''));
  if ('roots' in subject) return scanReport(scanFiles(subject.roots, text), { ...known, roots: subject.roots });
  const outcome = text.all(subject.stdin);
  const leaks = numbered(stdinName, outcome.hits);
  return scanReport(
    { leaks, unread: [], files: 1, bytes: outcome.bytes, binary: 0 },
    { ...known, roots: [{ path: stdinName }] },
  );
}
