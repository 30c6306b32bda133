import { type Order, orderOf } from './command/order.js';
import type { CommandEnd, RunCommand } from './command/run.js';
import { type ChangeRecord, isFinished } from './record.js';
import { type Site, valuesOf } from './site.js';
import { shownArguments } from './task/evidence.js';
import { applyTasks, type Task, taskKey, testTasks } from './task/task.js';

/** What `apply` would do with a task now, and why. */
export interface Planned {
  readonly task: Task;
  readonly would: 'run' | 'skip' | 'nothing' | 'stop' | 'ask-machine';
  readonly why: string;
  /** What would run, without credentials; absent for what a person does. */
  readonly argv: readonly string[] | undefined;
}

/**
 * What `apply` would do, step by step. Conditions and verifies are asked, nothing else is run; what they say of a later
 * step may change when those before it are done.
 */
export async function planChange(site: Site, record: ChangeRecord): Promise<Planned[]> {
  const planned: Planned[] = [];
  const values = valuesOf(record, site.book.folderOf(record.id));
  for (const task of [...applyTasks(record), ...testTasks(record)])
    planned.push(await planTask(task, record, site, values));
  return planned;
}

async function planTask(
  task: Task,
  record: ChangeRecord,
  { program, run }: Site,
  values: ReadonlyMap<string, string>,
): Promise<Planned> {
  const { action, when, verify } = task;
  const argv = action.kind === 'command' ? shownArguments(orderOf(action.command, values, program)) : undefined;
  const say = (would: Planned['would'], why: string): Planned => ({ task, would, why, argv });
  const state = record.tasks.get(taskKey(task));
  if (isFinished(state)) return say('nothing', state?.standing === 'skipped' ? 'it was skipped' : 'it was done');
  if (task.machine !== record.machine) return say('ask-machine', `${task.machine} sees to it, and looks for itself`);
  if (when !== undefined && state === undefined) {
    const needed = answer(await endOf(orderOf(when, values, program), run));
    if (needed === 'no') return say('skip', 'its condition says that it is not needed');
    if (needed === 'unclear') return say('stop', 'its condition cannot say whether it is needed');
  }
  if (verify === undefined) return say('run', 'it is a test');
  const done = answer(await endOf(orderOf(verify, values, program), run));
  if (done === 'yes') return say('nothing', 'its verify says that it is done already');
  return done === 'no'
    ? say('run', 'its verify says that it is not done')
    : say('stop', 'its verify cannot say whether it is done');
}

async function endOf(order: Order, run: RunCommand): Promise<CommandEnd> {
  return (await run(order, new AbortController().signal)).end;
}

function answer(end: CommandEnd): 'yes' | 'no' | 'unclear' {
  if (end.kind !== 'exited' || end.code > 1) return 'unclear';
  return end.code === 0 ? 'yes' : 'no';
}
