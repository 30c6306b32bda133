import type { FilePlace, Finding } from '../finding.js';

/** One thing that a migration does to a file, at its place in the file as it was. */
export interface Change {
  readonly place: FilePlace;
  /** What is done, in a few words. */
  readonly message: string;
}

/** A start-up file in the current layout, as far as a program can bring it there. */
export interface Migrated {
  readonly kind: 'migrated';
  readonly text: string;
  /** None where nothing is to be done; the text is then the same. */
  readonly changes: readonly Change[];
  /** What is wrong in the text that came out, and is for a person to mend. */
  readonly left: readonly Finding[];
}

/** A file in which nobody knows what is what. */
export interface Refused {
  readonly kind: 'refused';
  readonly findings: readonly Finding[];
}

/** What one of the steps makes of a text. */
export interface Step {
  readonly text: string;
  readonly changes: readonly Change[];
  readonly unmoved: readonly Unmoved[];
}

/** A key of the older layout that stays where it is. */
export interface Unmoved {
  readonly key: string;
  readonly reason: string;
}
