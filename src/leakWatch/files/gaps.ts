import { type GapReason, gapReasons } from '../../logs/walk.js';

/**
 * Why something was not looked through. Besides those of a walk: `large`, above the limit of the settings; `stuck`, the file
 * system does not answer; `container`, description of a container that only root may read.
 */
export const fileGapReasons = [...gapReasons, 'large', 'stuck', 'container'] as const;
export type FileGapReason = GapReason | 'large' | 'stuck' | 'container';

export interface FileGap {
  readonly reason: FileGapReason;
  /** Absolute path. */
  readonly path: string;
}

/** Nothing was left out. */
export const noFileGaps: Readonly<Record<FileGapReason, number>> = {
  denied: 0,
  failed: 0,
  mount: 0,
  link: 0,
  large: 0,
  stuck: 0,
  container: 0,
};

/** So many are named. */
const namedAtMost = 20;

/** Gaps by reason, and some of them by name. */
export class Gaps {
  readonly examples: FileGap[] = [];
  readonly #counts = new Map<FileGapReason, number>();

  note(reason: FileGapReason, path: string): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
    if (this.examples.length < namedAtMost) this.examples.push({ reason, path });
  }

  get counts(): Readonly<Record<FileGapReason, number>> {
    return { ...noFileGaps, ...Object.fromEntries(this.#counts) };
  }
}
