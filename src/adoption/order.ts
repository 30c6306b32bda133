import type { Finding } from '../finding.js';
import type { AdoptionState } from './model.js';
import type { BaseClassSettings } from './project/baseClass.js';
import type { AdoptionProject } from './read.js';

/** What a thread is to read. Plain data: it is copied to the thread. */
export interface ReadingOrder {
  readonly project: AdoptionProject;
  readonly baseClass: BaseClassSettings;
  /** Where outlines of unchanged files are kept from one reading to the next. */
  readonly outlineFile: string;
}

/** A Python file of which not all is known. */
export interface BrokenFile {
  /** Relative to the project root. */
  readonly file: string;
  readonly problem: 'syntax' | 'unreadable';
}

/** What a watch keeps of a reading; the classes and their chains stay behind. */
export interface AdoptionReading {
  readonly states: ReadonlyMap<string, AdoptionState>;
  readonly brokenFiles: readonly BrokenFile[];
  readonly findings: readonly Finding[];
}

/** What the thread says: `alive` about every second while it works, and in the end the reading. */
export type ThreadMessage = { readonly kind: 'alive' } | { readonly kind: 'done'; readonly reading: AdoptionReading };

/** The file system did not answer in time, or has not yet answered earlier. */
export type Stuck = 'stuck';
