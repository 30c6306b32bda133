/** The eight known risks of the fleets this program watches. */
export const risks = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] as const;
export type Risk = (typeof risks)[number];

/** `error`: will not work or is unsafe. `warning`: works today, should be mended. `info`: worth knowing. */
export const severities = ['error', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** A position in a text file. Lines and columns count from 1; columns count UTF-16 code units, as editors do. */
export interface FilePlace {
  readonly kind: 'file';
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A running process. `startTimeTicks` is field 22 of proc_pid_stat(5): with it a reused pid is another process. */
export interface ProcessPlace {
  readonly kind: 'process';
  readonly pid: number;
  readonly startTimeTicks: number;
}

export type Place = FilePlace | ProcessPlace;

/** One thing that is wrong in configuration, code, files or processes. */
export interface Finding {
  /** Stable code, also the name of the page that explains it. */
  readonly code: string;
  readonly risk: Risk;
  readonly severity: Severity;
  readonly place: Place;
  /** What is wrong, in one sentence without a final full stop. */
  readonly message: string;
  /** Why it matters. */
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
  readonly machine?: string;
  readonly agent?: string;
}

const severityRank: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** `file:line:column`, or `pid 4711`. */
export function formatPlace(place: Place): string {
  return place.kind === 'file' ? `${place.file}:${place.line}:${place.column}` : `pid ${place.pid}`;
}

/** Order of a report: by file, line, column, then the graver first, then by code. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    comparePlaces(a.place, b.place) ||
    severityRank[a.severity] - severityRank[b.severity] ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

function comparePlaces(a: Place, b: Place): number {
  if (a.kind === 'file' && b.kind === 'file') {
    return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
  }
  if (a.kind === 'process' && b.kind === 'process') return a.pid - b.pid;
  return a.kind === 'file' ? -1 : 1;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
