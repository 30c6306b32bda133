import type { Program } from '../command/order.js';
import type { RunCommand } from '../command/run.js';
import type { TaskOutcome } from '../journal/entry.js';
import type { Journal } from '../journal/journal.js';
import type { Task } from './task.js';

/** How a task came out: `waiting` where a person was not there to do it. */
export interface Performed {
  readonly outcome: TaskOutcome | 'waiting';
  /** Why, in words; empty where there is nothing to say. */
  readonly reason: string;
}

/** Why tasks are given up: work stops at once, and for `stop` nothing is written, as if the program had crashed. */
export type GiveUp = 'rollback' | 'budget' | 'stop';

/** Somebody who does what an instruction says. */
export interface Person {
  /**
   * Shows an instruction. Resolves with whether it was done, as far as the person says; its verify has the last word.
   * `look` asks that verify whether it is done by now.
   */
  instruct(task: Task, text: string, look: () => Promise<boolean>, abort: AbortSignal): Promise<boolean>;
}

/** Asks the fleetwatch of another machine to see to a task. */
export type Deputy = (task: Task, attempt: number, abort: AbortSignal) => Promise<Performed>;

/** Told while tasks are done. */
export interface Progress {
  begins(task: Task): void;
  ended(task: Task, performed: Performed): void;
}

/** All that tasks of one change need on one machine. */
export interface Workplace {
  readonly change: string;
  readonly machine: string;
  readonly journal: Journal;
  /** Private folder of the change. */
  readonly folder: string;
  readonly values: ReadonlyMap<string, string>;
  readonly program: Program;
  readonly run: RunCommand;
  readonly person: Person;
  readonly deputy: Deputy;
  readonly progress: Progress;
  /** Aborted with a {@link GiveUp} as its reason. */
  readonly abort: AbortSignal;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}
