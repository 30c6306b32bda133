import { durationSeconds } from '../../gate/duration.js';
import type { Action, Command, RunbookTest, Step, StepMachine, Undo } from '../model.js';
import type { Command as RawCommand, Step as RawStep, Test as RawTest, Undo as RawUndo } from '../runbook.generated.js';

const usualDirectory = '{project_root}';
const usualDeadlineSeconds = 30;

/** A step as the schema has let it through, with its defaults. */
export function stepOf(raw: RawStep): Step {
  return {
    id: raw.id,
    title: raw.title,
    machine: machineOf(raw.machine),
    action: actionOf(raw),
    when: raw.when === undefined ? undefined : commandOf(raw.when),
    verify: commandOf(raw.verify),
    undo: raw.undo === undefined ? undefined : undoOf(raw.undo),
  };
}

export function testOf(raw: RawTest): RunbookTest {
  return { id: raw.id, title: raw.title, machine: machineOf(raw.machine), command: commandOf(raw) };
}

export function commandOf(raw: RawCommand): Command {
  if (Array.isArray(raw)) return { argv: raw, directory: usualDirectory, deadlineSeconds: usualDeadlineSeconds };
  return {
    argv: raw.run,
    directory: raw.directory ?? usualDirectory,
    deadlineSeconds: raw.deadline === undefined ? usualDeadlineSeconds : durationSeconds(raw.deadline),
  };
}

/** The only text that the schema allows says that there is nothing to take back. */
function undoOf(raw: RawUndo): Undo | undefined {
  return typeof raw === 'string' ? undefined : { action: actionOf(raw), verify: commandOf(raw.verify) };
}

function actionOf(raw: Pick<RawStep, 'run' | 'instruct' | 'directory' | 'deadline'>): Action {
  const { run, instruct = '', ...rest } = raw;
  return run === undefined
    ? { kind: 'instruction', text: instruct }
    : { kind: 'command', command: commandOf({ ...rest, run }) };
}

function machineOf(raw = 'here'): StepMachine {
  if (raw === 'here' || raw === 'each') return raw;
  return `{${raw.slice(1, -1)}}`;
}
