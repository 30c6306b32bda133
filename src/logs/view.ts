import type { Race } from './race.js';
import type { Tally } from './tally.js';
import type { Gap, GapReason } from './walk.js';

/** All that is known of the logs of one machine. Times are Unix seconds, sizes bytes. */
export interface LogView {
  /** Of each configured agent, in the fleet's order. */
  readonly agents: readonly AgentLogs[];
  readonly tree: TreeView;
  /** Processes whose open files this user may not see. */
  readonly unseenProcesses: number;
}

/** The logs of one agent. */
export interface AgentLogs {
  readonly agent: string;
  readonly tally: Tally;
  /** Counted since fleetwatch started. */
  readonly writtenBytes: number;
  /** When its log was last put aside or replaced, as far as that shows; 0 for never. */
  readonly rotatedAt: number;
  readonly races: readonly Race[];
  /** Files that were put aside although a process still writes to them. */
  readonly rotatedOpen: readonly string[];
  /** Files without a name that its processes hold open. */
  readonly deleted: readonly DeletedFile[];
}

/** A file that has no name any more, and goes when the last process closes it. */
export interface DeletedFile {
  readonly pid: number;
  readonly path: string;
  /** Nothing where its file system does not answer. */
  readonly diskBytes: number | undefined;
}

/** The tree of log files as the last complete pass found it. */
export interface TreeView {
  /** Without symbolic links. */
  readonly root: string;
  readonly files: number;
  readonly diskBytes: number;
  readonly unowned: { readonly files: number; readonly diskBytes: number; readonly largest: readonly UnownedFile[] };
  readonly unownedRaces: readonly Race[];
  readonly gaps: Readonly<Record<GapReason, number>>;
  /** Some of the gaps, for the reader. */
  readonly gapExamples: readonly Gap[];
  /** End of the last complete pass; 0 while there was none: then the figures are what was found so far. */
  readonly passedAt: number;
  readonly passSeconds: number;
}

export interface UnownedFile {
  readonly path: string;
  readonly diskBytes: number;
}
