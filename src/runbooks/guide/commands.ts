import type { Action, Command, Step, StepMachine } from '../model.js';
import { code, fenced } from './markdown.js';
import { shellLine, shellWord } from './shell.js';

const usualDirectory = '{project_root}';

/** A command as it is copied: in a folder of its own where it is not the project root. */
export function commandText({ argv, directory }: Command): string {
  return directory === usualDirectory ? shellLine(argv) : `(cd ${shellWord(directory)} && ${shellLine(argv)})`;
}

/** What is done: a block to copy, or what a person is told. */
export function actionText(action: Action): string {
  return action.kind === 'command' ? fenced('sh', commandText(action.command)) : action.text;
}

/** A step with all that goes with it, but for its undo. */
export function stepText(step: Step, number: number): string[] {
  return [
    `### ${number}. ${step.title}`,
    [`Step ${code(step.id)}, ${machineText(step.machine)}.`, deadlineText(step.action)].filter(Boolean).join(' '),
    ...(step.when === undefined ? [] : ['Needed only if this ends with 0:', fenced('sh', commandText(step.when))]),
    ...(step.when === undefined || step.action.kind === 'instruction' ? [] : ['Then:']),
    actionText(step.action),
    ...verifyText('done', step.action, step.verify),
  ];
}

/** Lines above which a command is not printed a second time. */
const longCommand = 3;

/** How it is seen that something is done, or undone. */
export function verifyText(what: 'done' | 'undone', action: Action, verify: Command): string[] {
  const text = commandText(verify);
  const added = action.kind === 'command' ? addedTo(action.command, verify) : undefined;
  if (added !== undefined && text.split('\n').length > longCommand) {
    return [`It is ${what} if the same command with ${code(shellLine(added))} at its end ends with 0.`];
  }
  return [`It is ${what} if this ends with 0:`, fenced('sh', text)];
}

/** The arguments that a command has more than another, where it is the same besides. */
function addedTo({ argv, directory }: Command, longer: Command): readonly string[] | undefined {
  const isSame = directory === longer.directory && argv.every((argument, index) => longer.argv[index] === argument);
  return isSame && longer.argv.length > argv.length ? longer.argv.slice(argv.length) : undefined;
}

export function machineText(machine: StepMachine): string {
  if (machine === 'here') return 'on the machine where the change was begun';
  return machine === 'each' ? 'on each machine, one after the other' : `on the machine ${code(machine)}`;
}

function deadlineText(action: Action): string {
  return action.kind === 'command' ? `It has ${action.command.deadlineSeconds} s.` : 'A person does it.';
}
