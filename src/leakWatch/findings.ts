import type { Finding, Severity } from '../finding.js';
import type { Surface } from '../leaks/model.js';
import type { PlacedAcceptance } from './acceptance/entry.js';
import { surfacesByHarm } from './credentials.js';
import type { FileGap, FileGapReason } from './files/gaps.js';
import type { LeakView, ShownLeak } from './view.js';

/** What people are told of a rule. */
export interface RuleText {
  readonly title: string;
  /** One sentence on how to make the credential worthless and where to keep the next one. */
  readonly remedy: string;
  readonly runbook: string;
}

export type RuleTexts = (id: string) => RuleText | undefined;

type LeakFinding = Omit<Finding, 'risk' | 'machine'>;

/** So many leaks are named; the metrics count all. */
const namedAtMost = 100;

const bySurface: Readonly<Record<Surface, Pick<Finding, 'code' | 'severity' | 'why' | 'remedy'>>> = {
  cmdline: {
    code: 'leak-cmdline',
    severity: 'error',
    why: 'every user of the machine can read it with `ps`, and so can whatever keeps process lists',
    remedy:
      'hand it over in a file (`--password-file`, `LoadCredential=` of systemd, `/run/secrets`) and restart the process',
  },
  environ: {
    code: 'leak-environ',
    severity: 'warning',
    why: 'children inherit it, crash reports and `docker inspect` show it, and every process of the same user can read it',
    remedy:
      'hand it over in a file (`NAME_FILE`, `LoadCredential=` of systemd, `/run/secrets`) and restart the process',
  },
  config: {
    code: 'leak-config',
    severity: 'warning',
    why: 'whoever reads the file, its history or its backup has the credential',
    remedy:
      'put a reference in its place (`NAME_FILE`, `LoadCredential=` of systemd, `/run/secrets`), also in the history of the file',
  },
  code: {
    code: 'leak-code',
    severity: 'warning',
    why: 'whoever reads the code, its history or its backup has the credential',
    remedy:
      'read it from a file (`NAME_FILE`, `CREDENTIALS_DIRECTORY`, `/run/secrets`), and take it out of the history too',
  },
  log: {
    code: 'leak-log',
    severity: 'error',
    why: 'logs are copied, shipped and read by many, and kept for long',
    remedy: 'stop the line from being written, take it out of the log and of every copy, or rotate the log away',
  },
};

/** Everything wrong on a machine that has to do with leaks, the worst first. */
export function leakFindings(machine: string, view: LeakView, rules: RuleTexts): Finding[] {
  const { acceptances, files, leaks, notSaved } = view;
  const named = [...leaks].sort(compareLeaks).slice(0, namedAtMost);
  const findings: LeakFinding[] = [
    ...named.map((leak) => shownLeak(leak, rules(leak.rule))),
    ...acceptances.findings,
    ...acceptances.expired.map(expired),
    ...acceptances.unmatched.map(unmatched),
    ...files.gapExamples.map(unread),
    ...(notSaved === undefined ? [] : [unsaved(notSaved)]),
  ];
  return findings.map((finding) => ({ ...finding, risk: 'H', machine }));
}

function compareLeaks(a: ShownLeak, b: ShownLeak): number {
  return surfacesByHarm.indexOf(a.surface) - surfacesByHarm.indexOf(b.surface) || b.firstSeen - a.firstSeen;
}

function shownLeak(
  { surface, rule, fingerprint, place, agent, where }: ShownLeak,
  text: RuleText | undefined,
): LeakFinding {
  const { code, severity, why, remedy } = bySurface[surface];
  const title = text?.title ?? rule;
  const at = where === undefined ? '' : ` in ${where}`;
  return {
    code,
    severity,
    place,
    message: `${title} (rule ${rule})${at}, fingerprint ${fingerprint}`,
    why,
    remedy: text === undefined ? remedy : `${remedy}. ${text.remedy.replace(/\.$/, '')}; see ${text.runbook}`,
    ...(agent === undefined ? {} : { agent }),
  };
}

function expired({ fingerprint, until, place }: PlacedAcceptance): LeakFinding {
  return {
    code: 'leak-acceptance-expired',
    severity: 'warning',
    place,
    message: `the leak ${fingerprint} was accepted until ${until}, and still shows`,
    why: 'what was put up with for a time is still there, and counts again',
    remedy: 'mend it and remove the entry, or write a later day with a reason for it',
  };
}

function unmatched({ fingerprint, place }: PlacedAcceptance): LeakFinding {
  return {
    code: 'leak-acceptance-unmatched',
    severity: 'info',
    place,
    message: `no leak ${fingerprint} shows`,
    why: 'the entry would hide it, should it come back',
    remedy: 'remove the entry',
  };
}

const unreadReasons: Record<FileGapReason, { readonly severity: Severity; readonly message: string }> = {
  denied: { severity: 'warning', message: 'may not be read by fleetwatch' },
  failed: { severity: 'warning', message: 'cannot be read' },
  stuck: { severity: 'warning', message: 'is on a file system that does not answer' },
  large: {
    severity: 'info',
    message: 'is larger than `leaks.max_file_bytes` allows, and was not looked through to its end',
  },
  mount: { severity: 'info', message: 'is another file system, and is not looked into' },
  link: { severity: 'info', message: 'is a link that leads out of the project, and is not followed' },
  container: { severity: 'info', message: 'describes containers, and only root may read it' },
};

function unread({ path, reason }: FileGap): LeakFinding {
  const { severity, message } = unreadReasons[reason];
  return {
    code: 'leak-unread',
    severity,
    place: { kind: 'file', file: path, line: 1, column: 1 },
    message,
    why: 'a credential in it would not be found',
    remedy: 'let the user of fleetwatch read it, or leave it out with `leaks.exclude`',
  };
}

function unsaved({ file, why }: NonNullable<LeakView['notSaved']>): LeakFinding {
  return {
    code: 'leak-book-unsaved',
    severity: 'warning',
    place: { kind: 'file', file, line: 1, column: 1 },
    message: `what has been seen is not kept: ${why}`,
    why: 'after a restart leaks count as new, and logs are read anew',
    remedy: 'make room in the state directory, and let the user of fleetwatch write there',
  };
}
