import type { FilePlace } from '../../finding.js';

/** A finding, or several of a kind, that is accepted for now. What is not said matches everything. */
export interface BaselineEntry {
  readonly code: string;
  readonly agent?: string;
  /** Relative to the baseline file. */
  readonly file?: string;
  /** Numbers of lines in it count for nothing. */
  readonly message?: string;
  /** Last day on which it is accepted, `YYYY-MM-DD`. */
  readonly until: string;
  readonly reason: string;
}

export interface PlacedEntry extends BaselineEntry {
  readonly place: FilePlace;
}

/** The message without what changes when another line of the file does. */
export function lastingMessage(message: string): string {
  return message.replaceAll(/\bline \d+/g, 'line …');
}
