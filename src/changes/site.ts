import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChangeBook } from './book.js';
import type { Program } from './command/order.js';
import type { RunCommand } from './command/run.js';
import { type Lock, takeLock, tryLock } from './lock/lock.js';
import type { LockOwner } from './lock/owner.js';
import type { ChangeRecord } from './record.js';
import type { Deputy, Person, Progress, Workplace } from './task/workplace.js';

/** What changes of one machine are executed with. */
export interface Site {
  readonly book: ChangeBook;
  readonly program: Program;
  readonly run: RunCommand;
  /** Sees to the steps of other machines. */
  readonly deputy: (record: ChangeRecord) => Deputy;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** Who watches the work, does what a person has to do, and can stop it. */
export interface Attendance {
  readonly person: Person;
  readonly progress: Progress;
}

/** The place where tasks of a change are done. */
export function workplaceOf(
  { book, program, run, deputy, now }: Site,
  record: ChangeRecord,
  { person, progress }: Attendance,
  abort: AbortSignal,
): Workplace {
  const { id: change, machine } = record;
  const folder = book.folderOf(change);
  const values = valuesOf(record, folder);
  const { journal } = book;
  return {
    change,
    machine,
    journal,
    folder,
    values,
    program,
    run,
    person,
    deputy: deputy(record),
    progress,
    abort,
    now,
  };
}

/** What `{name}` stands for in the commands of a change, on the machine that keeps it. */
export function valuesOf(
  { id, parameters, values }: Pick<ChangeRecord, 'id' | 'parameters' | 'values'>,
  folder: string,
): ReadonlyMap<string, string> {
  return new Map([
    ...Object.entries(parameters),
    ...Object.entries(values),
    ['change', id],
    ['change_directory', folder],
  ]);
}

/** Makes this process the one that executes a change, or names who is. */
export async function tryExecution(folder: string): Promise<Lock | LockOwner> {
  return tryLock(await lockFile(folder));
}

/** The same, waiting `patience` milliseconds for it. Rejects with `LockBusy`. */
export async function takeExecution(folder: string, patience: number): Promise<Lock> {
  return takeLock(await lockFile(folder), patience);
}

async function lockFile(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return join(folder, 'lock');
}
