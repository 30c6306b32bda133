import type { Begun, Hold, TaskName, TaskOutcome } from './journal/entry.js';
import type { Change } from './model.js';

/** How a task stands by the journal. */
export interface TaskState extends TaskName {
  /** How often it was started. */
  readonly attempt: number;
  /** `started`: it runs, or the program ended while it ran. */
  readonly standing: 'started' | TaskOutcome;
  readonly reason: string;
  /** Unix time in milliseconds of the last start; of the end where it was never started. */
  readonly at: number;
}

/** A change, with what only those need who execute it. */
export interface ChangeRecord extends Change {
  readonly values: Begun['values'];
  readonly machines: readonly string[];
  readonly fleetAgents: number;
  /** By {@link taskKey}. */
  readonly tasks: ReadonlyMap<string, TaskState>;
  /** A person's word that the rollback may begin, whatever holds it back; void once it has begun. */
  readonly approvedBy: string | undefined;
  /** Why the requested rollback has not begun; as last journalled. */
  readonly heldBack: Hold | undefined;
  /** Whether a rollback was begun without a person. */
  readonly rolledBackByItself: boolean;
  readonly rollbackEndedAt: number | undefined;
  /** Why a rollback has failed. */
  readonly rollbackReason: string | undefined;
  /** What a dry run would have done, if there was one. */
  readonly planned: readonly TaskName[] | undefined;
}

/** Whether something of the task was begun here, so that there may be something to take back. */
export function wasBegun(state: TaskState | undefined): boolean {
  if (state === undefined || state.attempt === 0) return false;
  return state.standing !== 'already' && state.standing !== 'skipped';
}

/** Whether nothing is left to do. */
export function isFinished(state: TaskState | undefined): boolean {
  return state?.standing === 'done' || state?.standing === 'already' || state?.standing === 'skipped';
}

/** Open: it can still be rolled back, or must be looked at. */
export function isOpen({ state }: Pick<Change, 'state'>): boolean {
  return state !== 'committed' && state !== 'rolled-back';
}
