import type { Action, Command, Runbook, Step, StepMachine } from '../../runbooks/model.js';
import type { Phase, TaskName } from '../journal/entry.js';

/** One step in one phase on one machine, with all that is to be run for it. */
export interface Task extends TaskName {
  readonly title: string;
  readonly action: Action;
  readonly when: Command | undefined;
  /** Absent for a test, which proves itself by its end. */
  readonly verify: Command | undefined;
}

/** What of a change says where its steps run. */
export interface Places {
  readonly runbook: Runbook;
  readonly machine: string;
  readonly machines: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
}

export function taskKey({ phase, step, machine }: TaskName): string {
  return JSON.stringify([phase, step, machine]);
}

export function sameTask(a: TaskName, b: TaskName): boolean {
  return taskKey(a) === taskKey(b);
}

/** What `apply` does, in order. */
export function applyTasks(places: Places): Task[] {
  return places.runbook.steps.flatMap((step) => stepTasks('apply', step, places));
}

/** What proves that all of it works. */
export function testTasks(places: Places): Task[] {
  return places.runbook.tests.flatMap(({ id, title, machine, command }) =>
    machinesOf(machine, places).map((name): Task => {
      const action: Action = { kind: 'command', command };
      return { phase: 'test', step: id, machine: name, title, action, when: undefined, verify: undefined };
    }),
  );
}

/** How the steps are taken back, the last first; of steps for which `wasBegun` is true. */
export function undoTasks(places: Places, wasBegun: (apply: Task) => boolean): Task[] {
  const begun = places.runbook.steps.flatMap((step) =>
    stepTasks('apply', step, places)
      .filter(wasBegun)
      .map(({ machine }) => ({ step, machine })),
  );
  return begun.toReversed().flatMap(({ step: { id, title, undo }, machine }): Task[] => {
    if (undo === undefined) return [];
    return [{ phase: 'undo', step: id, machine, title: `take back: ${title}`, when: undefined, ...undo }];
  });
}

/** What a rollback does after it has taken back the steps. */
export function rollbackTasks(places: Places): Task[] {
  return places.runbook.rollback.flatMap((step) => stepTasks('rollback', step, places));
}

/** The task of this name in the runbook, whichever the machine. */
export function taskNamed(name: TaskName, places: Places): Task | undefined {
  const all: Readonly<Record<Phase, () => Task[]>> = {
    apply: () => applyTasks(places),
    test: () => testTasks(places),
    undo: () => undoTasks(places, () => true),
    rollback: () => rollbackTasks(places),
  };
  return all[name.phase]().find((task) => sameTask(task, name));
}

function stepTasks(phase: 'apply' | 'rollback', step: Step, places: Places): Task[] {
  const { id, title, action, when, verify } = step;
  return machinesOf(step.machine, places).map((machine) => ({
    phase,
    step: id,
    machine,
    title,
    action,
    when,
    verify,
  }));
}

function machinesOf(wanted: StepMachine, { machine, machines, parameters }: Places): readonly string[] {
  if (wanted === 'here') return [machine];
  if (wanted === 'each') return machines;
  const named = parameters[wanted.slice(1, -1)];
  return named === undefined ? [] : [named];
}
