import type { Hold } from '../journal/entry.js';
import type { ChangeRecord } from '../record.js';

/** How much may be rolled back without a person. */
export interface RollbackLimits {
  readonly rollbacksPerDay: number;
  readonly coolDownSeconds: number;
  /** Of the agents of the fleet, 0 to 1. */
  readonly largestShare: number;
}

const day = 24 * 3_600_000;

/**
 * Why a rollback that no person asked for may not begin at `now` (Unix milliseconds), if so. What was rolled back before
 * is counted from the journal, so that no restart begins anew.
 */
export function heldBack(
  record: ChangeRecord,
  all: readonly ChangeRecord[],
  limits: RollbackLimits,
  isSwitchedOff: boolean,
  now: number,
): Hold | undefined {
  if (record.mode === 'approve') return 'approval';
  if (isSwitchedOff) return 'switched-off';
  if (record.rolledBackByItself) return 'one-a-change';
  if (isTooLarge(record, limits)) return 'share';
  const recent = all.filter((one) => one.rolledBackByItself && (one.rollbackStartedAt ?? 0) > now - day);
  if (recent.length >= limits.rollbacksPerDay) return 'day';
  const others = all.filter(({ id }) => id !== record.id);
  const coolAt = now - limits.coolDownSeconds * 1000;
  return others.some(({ rollbackEndedAt }) => (rollbackEndedAt ?? 0) > coolAt) ? 'cool-down' : undefined;
}

/** Whether a change touches so much of the fleet that a person decides on its rollback. */
export function isTooLarge({ touches, fleetAgents }: ChangeRecord, { largestShare }: RollbackLimits): boolean {
  return touches.length > largestShare * fleetAgents;
}

/** Whether a person has said that the rollback is to begin: then nothing holds it back. */
export function isPersonsWord({ rollback, approvedBy }: ChangeRecord): boolean {
  return approvedBy !== undefined || rollback?.via === 'operator';
}
