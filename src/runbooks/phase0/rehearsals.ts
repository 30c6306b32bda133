import type { Runbook } from '../model.js';
import type { Rehearsal } from './model.js';

/** What of a change tells of a rehearsal. Times are Unix times in milliseconds. */
export interface TakenBack {
  readonly runbook: Pick<Runbook, 'digest'>;
  readonly state: string;
  readonly rollbackStartedAt: number | undefined;
  readonly endedAt: number | undefined;
}

/** The changes that were taken back to the end. */
export function rehearsalsOf(changes: readonly TakenBack[]): Rehearsal[] {
  return changes.flatMap(({ runbook, state, rollbackStartedAt, endedAt }): Rehearsal[] => {
    if (state !== 'rolled-back' || rollbackStartedAt === undefined || endedAt === undefined) return [];
    return [{ digest: runbook.digest, rollbackSeconds: (endedAt - rollbackStartedAt) / 1000 }];
  });
}
