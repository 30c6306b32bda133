import type { Format } from '../check/reporters/formats.js';
import { ScanRefused } from './refused.js';
import type { Globs } from './subject.js';

/** What a command line asks of `scan secrets`. */
export interface ScanRequest extends Globs {
  /** Files and folders; the current folder, or the files of the machine, where there are none. */
  readonly paths: readonly string[];
  readonly stdin: boolean;
  readonly config?: string | undefined;
  readonly machine?: string | undefined;
  readonly rulesOff: readonly string[];
  readonly format: Format;
  readonly baseline?: string | undefined;
  readonly writeBaseline: boolean;
  readonly fingerprintKeyFile?: string | undefined;
  readonly audit: boolean;
  /** Fingerprint of a leak to put up with. */
  readonly accept?: string | undefined;
  readonly until?: string | undefined;
  readonly reason?: string | undefined;
}

/** Says no to what cannot be meant together. */
export function refuseContradictions(request: ScanRequest): void {
  const { paths, stdin, config, machine, baseline, writeBaseline, audit, accept } = request;
  const isAbout = paths.length > 0 || stdin || baseline !== undefined;
  const rules: readonly (readonly [isWrong: boolean, why: string])[] = [
    [stdin && (paths.length > 0 || config !== undefined), '--stdin looks at what is piped in and at nothing else'],
    [machine !== undefined && config === undefined, '--machine chooses a machine of the settings: it needs --config'],
    [writeBaseline && baseline === undefined, '--write-baseline needs --baseline'],
    [audit && config === undefined, '--audit looks at a machine: it needs --config'],
    [audit && isAbout, '--audit looks at all of a machine, whatever is accepted: it goes with --config alone'],
    [
      accept !== undefined && config === undefined,
      '--accept writes the `leaks.accepted_file` of the settings: it needs --config',
    ],
    [
      accept !== undefined && (audit || isAbout),
      '--accept looks at nothing: it goes with --config, --until and --reason',
    ],
    [(accept === undefined) !== (request.until === undefined), '--accept and --until belong together'],
    [(accept === undefined) !== (request.reason === undefined), '--accept and --reason belong together'],
  ];
  for (const [isWrong, why] of rules) if (isWrong) throw new ScanRefused(why);
}
