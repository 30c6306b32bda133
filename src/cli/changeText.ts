import type { Planned } from '../changes/plan.js';
import type { ChangeRecord } from '../changes/record.js';
import type { Task } from '../changes/task/task.js';
import type { Performed } from '../changes/task/workplace.js';

/** One line that says which change it is and how it stands. */
export function changeLine({ id, state, touches, by, begunAt, mode }: ChangeRecord): string {
  const agents = touches.length === 1 ? '1 agent' : `${touches.length} agents`;
  return `${id} ${state}, ${agents}, begun ${time(begunAt)} by ${by}, rollback ${mode}\n`;
}

/** All that is to be said of a change. */
export function changeText(record: ChangeRecord): string {
  const { runbook, touches, steps, rollback, rollbackStartedAt, rollbackEndedAt, planned } = record;
  const lines = [
    changeLine(record).trimEnd(),
    `  runbook  ${runbook.id}: ${runbook.title}`,
    `  touches  ${touches.map(({ machine, agent }) => `${machine}/${agent}`).join(', ') || 'no agent'}`,
    ...Object.entries(record.parameters).map(([name, value]) => `  set      ${name}=${value}`),
    `  expires  ${time(record.expiresAt)}`,
    ...said('committed', record.committedAt),
    ...said('ended', record.endedAt),
    ...(record.gate === undefined ? [] : [`  gate     ${record.gate.verdict} at ${time(record.gate.at)}`]),
    ...(rollback === undefined
      ? []
      : [`  rollback asked for by ${rollback.who} (${rollback.via}) at ${time(rollback.at)}`]),
    ...(record.heldBack === undefined ? [] : [`  rollback held back: ${holdWords[record.heldBack]}`]),
    ...said('rollback begun', rollbackStartedAt),
    ...said('rollback over', rollbackEndedAt),
    ...(record.rollbackReason === undefined ? [] : [`  rollback failed: ${record.rollbackReason}`]),
    ...(planned ?? []).map(({ phase, step, machine }) => `  dry run  would ${phase} ${step} on ${machine}`),
    ...steps.map(({ step, machine, standing }) => `  ${standing.padEnd(8)} ${step} on ${machine}`),
  ];
  return `${lines.join('\n')}\n`;
}

export const holdWords: Readonly<Record<NonNullable<ChangeRecord['heldBack']>, string>> = {
  approval: 'it waits for `fleetwatch rollback approve`',
  'switched-off': 'the kill switch file is there',
  'one-a-change': 'one was begun without a person already',
  day: 'as many as a day may have were begun without a person',
  'cool-down': 'another change was rolled back shortly before',
  share: 'it touches more of the fleet than may be rolled back without a person',
};

/** What apply would do with a step. */
export function plannedLine({ task, would, why, argv }: Planned): string {
  const what: Readonly<Record<Planned['would'], string>> = {
    run: task.action.kind === 'command' ? 'run ' : 'ask ',
    skip: 'skip',
    nothing: 'none',
    stop: 'STOP',
    'ask-machine': 'send',
  };
  const shown = would === 'run' && argv !== undefined ? `\n       ${argv.join(' ')}` : '';
  return `${what[would]} ${task.step} on ${task.machine}: ${why}${shown}\n`;
}

/** A step that begins. */
export function beginsLine({ phase, step, machine, title }: Task): string {
  return `${phase.padEnd(8)} ${step} on ${machine}: ${title}\n`;
}

/** A step that has ended. */
export function endedLine({ step }: Task, { outcome, reason }: Performed): string {
  return `  ${outcome.padEnd(8)}${step}${reason === '' ? '' : `: ${reason}`}\n`;
}

/** A change for programs: without the runbook's texts, with the times as the journal has them. */
export function changeJson(record: ChangeRecord): object {
  const { runbook, tasks, values: _values, machines: _machines, ...rest } = record;
  return {
    ...rest,
    runbook: { id: runbook.id, title: runbook.title, digest: runbook.digest },
    tasks: [...tasks.values()],
  };
}

function said(what: string, at: number | undefined): string[] {
  return at === undefined ? [] : [`  ${what} ${time(at)}`];
}

/** Unix milliseconds as people read them. */
export function time(at: number): string {
  return new Date(at).toISOString().replace('.000', '');
}
