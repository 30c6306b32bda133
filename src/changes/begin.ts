import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Runbook } from '../runbooks/model.js';
import { filled } from '../runbooks/placeholders.js';
import type { ChangeBook } from './book.js';
import { orderOf } from './command/order.js';
import { fold } from './fold.js';
import type { Begun } from './journal/entry.js';
import type { Baseline, RollbackMode, Touched } from './model.js';
import { parameterValues } from './parameters.js';
import { type ChangeRecord, isOpen } from './record.js';
import { ChangeRefused } from './refused.js';
import { valuesOf } from './site.js';
import { applyTasks, rollbackTasks, type Task, testTasks, undoTasks } from './task/task.js';

/** What somebody wants to begin, and what is known of the machine and the fleet. */
export interface BeginRequest {
  readonly runbook: Runbook;
  readonly mode: RollbackMode;
  readonly touches: readonly Touched[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
  readonly machines: readonly string[];
  readonly fleetAgents: number;
  readonly by: string;
  readonly longestSeconds: number;
  /** Takes the baseline; asked only when nothing else stands in the way. */
  readonly measure: (change: string, parameters: Readonly<Record<string, string>>) => Promise<Baseline>;
}

/** Opens a change: its runbook is frozen, its baseline taken, and from now on it is watched. Throws {@link ChangeRefused}. */
export async function beginChange(book: ChangeBook, request: BeginRequest, now: () => number): Promise<ChangeRecord> {
  const parameters = parameterValues(request.runbook, request.parameters);
  refuseConflicts(request, await book.records());
  const id = changeId(request.runbook.id, now());
  checkCommands(id, { ...request, parameters }, book);
  const { runbook, mode, touches, values, machines, fleetAgents, by, longestSeconds } = request;
  const baseline = await request.measure(id, parameters);
  const expiresAt = now() + longestSeconds * 1000;
  const begun: Begun = {
    runbook,
    mode,
    touches,
    parameters,
    values,
    machines,
    fleetAgents,
    by,
    baseline,
    expiresAt,
  };
  await mkdir(book.folderOf(id), { recursive: true, mode: 0o700 });
  await book.journal.decide((entries) => {
    // Another may have begun while the baseline was taken.
    refuseConflicts(request, fold(entries, now()));
    return { entries: [{ change: id, kind: 'begun', data: begun }], result: undefined };
  });
  return book.record(id);
}

/** `risk-a-script-paths-20261122T100000Z-1f3a2b`: people type it, and no two machines give the same. */
function changeId(runbook: string, now: number): string {
  const at = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${runbook}-${at}-${randomBytes(3).toString('hex')}`;
}

function refuseConflicts({ runbook, touches }: BeginRequest, records: readonly ChangeRecord[]): void {
  for (const other of records.filter(isOpen)) {
    const shared = touches.filter((one) => other.touches.some((its) => isSame(one, its)));
    const [first] = shared;
    if (first !== undefined) {
      const more = shared.length > 1 ? ` and ${shared.length - 1} more` : '';
      const what = `${first.agent} on ${first.machine}${more}`;
      throw new ChangeRefused(`${other.id} is ${other.state} and touches ${what}: one change at a time`);
    }
    const isBeside = runbook.conflicts.includes(other.runbook.id) || other.runbook.conflicts.includes(runbook.id);
    if (isBeside) throw new ChangeRefused(`${runbook.id} may not run beside ${other.id}, which is ${other.state}`);
  }
}

function isSame(a: Touched, b: Touched): boolean {
  return a.machine === b.machine && a.agent === b.agent;
}

/** Every command of the change must be whole before the first one runs, those of a rollback above all. */
function checkCommands(
  id: string,
  request: Pick<BeginRequest, 'runbook' | 'values' | 'machines'> & { readonly parameters: Record<string, string> },
  book: ChangeBook,
): void {
  const places = { ...request, machine: book.machine };
  const values = valuesOf({ id, parameters: request.parameters, values: request.values }, book.folderOf(id));
  const tasks = [applyTasks, testTasks, (all: typeof places) => undoTasks(all, () => true), rollbackTasks];
  for (const task of tasks.flatMap((list) => list(places))) {
    if (!request.machines.includes(task.machine)) {
      throw new ChangeRefused(`${task.step} runs on ${task.machine}, and there is no such machine`);
    }
    checkTask(task, values);
  }
}

function checkTask({ step, action, when, verify }: Task, values: ReadonlyMap<string, string>): void {
  const commands = [when, verify, action.kind === 'command' ? action.command : undefined];
  try {
    for (const command of commands) if (command !== undefined) orderOf(command, values, ['fleetwatch']);
    if (action.kind === 'instruction') filled(action.text, values);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ChangeRefused(`${step} cannot be done: ${why}`, { cause });
  }
}
