import type { Finding } from '../finding.js';
import type { Surface } from '../leaks/model.js';
import type { PlacedAcceptance } from './acceptance/entry.js';
import type { LeakCount, OpenLeak } from './book/model.js';
import type { CredentialCount } from './credentials.js';
import type { FileGap, FileGapReason } from './files/gaps.js';

/** An open leak, and what people need to find it. */
export interface ShownLeak extends OpenLeak {
  /** Argument or variable, and the name of the process; nothing for a file, whose place says all. */
  readonly where: string | undefined;
}

/** What is known of one surface. */
export interface SurfaceView {
  /** Open leaks; accepted ones are none. */
  readonly open: number;
  readonly accepted: number;
  /** Unix time in seconds at which all of it was last looked through, 0 if it never was. */
  readonly lookedAt: number;
}

/** All that is known of leaks on one machine. Times are Unix seconds. */
export interface LeakView {
  readonly surfaces: Readonly<Record<Surface, SurfaceView>>;
  /** By surface, rule and agent; accepted ones are not counted. */
  readonly counts: readonly LeakCount[];
  readonly credentials: readonly CredentialCount[];
  /** As many as the book lists. */
  readonly leaks: readonly ShownLeak[];
  /** Leaks that are counted, and not listed. */
  readonly unlisted: number;
  readonly acceptances: {
    readonly expired: readonly PlacedAcceptance[];
    readonly unmatched: readonly PlacedAcceptance[];
    readonly nextEnd: number | undefined;
    readonly findings: readonly Finding[];
  };
  readonly processes: {
    readonly count: number;
    readonly commandLinesRead: number;
    readonly environmentsRead: number;
    /** Processes by the agent whose environments could not be read. */
    readonly unreadEnvironments: ReadonlyMap<string, number>;
  };
  readonly files: {
    readonly count: number;
    readonly gaps: Readonly<Record<FileGapReason, number>>;
    readonly gapExamples: readonly FileGap[];
  };
  readonly logs: LogFigures;
  /** Where and why what has been seen could not be kept over a restart, or was lost at the last. */
  readonly notSaved: { readonly file: string; readonly why: string } | undefined;
}

/** How far the reading of logs has come. */
export interface LogFigures {
  readonly files: number;
  readonly backlogBytes: number;
  /** Unix time in seconds at which the oldest bytes were written that have not been read; 0 where all have. */
  readonly oldestUnreadAt: number;
  /** Log files that were not read, by reason. */
  readonly gaps: ReadonlyMap<string, number>;
  readonly lookedAt: number;
}
