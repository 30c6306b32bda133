import { type Applied, applyChange } from '../changes/apply.js';
import { ownProgram } from '../changes/command/program.js';
import { runCommand } from '../changes/command/run.js';
import { type Planned, planChange } from '../changes/plan.js';
import { deputyOf } from '../changes/remote/deputy.js';
import type { Site } from '../changes/site.js';
import type { Person, Progress } from '../changes/task/workplace.js';
import type { ChangeArguments } from './change.js';
import { answering, type ChangeSurroundings, meantChange, type OpenBook, openBook } from './changeBook.js';
import { beginsLine, changeJson, endedLine, plannedLine } from './changeText.js';
import { exitCodes } from './exit.js';
import { advised } from './unanswered.js';

export interface ApplyArguments extends ChangeArguments {
  readonly plan: boolean;
  /** Steps that a person says are done. */
  readonly confirm: readonly string[];
}

/** What the work on steps needs of the process it runs in. */
export interface WorkSurroundings extends ChangeSurroundings {
  /** Aborted when whoever started the command wants it to end. */
  readonly stop: AbortSignal;
  /** Asks whoever sits there; absent where nobody does. True: go on. */
  readonly ask?: ((question: string) => Promise<boolean>) | undefined;
}

/** `fleetwatch change apply`: does what is left of the steps, in order. */
export function applyCommand(given: ApplyArguments, around: WorkSurroundings): Promise<number> {
  return answering(around, async () => {
    const open = await openBook(given, around.now);
    const record = await meantChange(open.book, given.id);
    const site = siteOf(open, around);
    if (given.plan) return printPlan(await planChange(site, record), given.json, around);
    const progress = given.json ? silent : telling(around);
    const person = personAt(given, around);
    const applied = await applyChange(site, record.id, { person, progress }, around.stop);
    if (given.json) {
      const change = changeJson(await open.book.record(record.id));
      around.write(`${JSON.stringify({ applied, change }, undefined, 2)}\n`);
    }
    switch (applied.kind) {
      case 'done':
        if (!given.json) around.write(`${record.id} is applied; \`fleetwatch change commit\` ends the work\n`);
        return exitCodes.clean;
      case 'halted':
        around.problem(haltedText(record.id, applied));
        return exitCodes.found;
      case 'rollback-requested':
        around.problem(`a rollback of ${record.id} was requested: its steps are not done any further`);
        return exitCodes.found;
      case 'stopped':
        around.problem(`stopped; \`fleetwatch change apply ${record.id}\` goes on`);
        return exitCodes.found;
    }
  });
}

function haltedText(change: string, { at, outcome, reason }: Extract<Applied, { kind: 'halted' }>): string {
  const goesOn = `fleetwatch change apply ${change}`;
  const remedy =
    outcome === 'waiting'
      ? `do what it says, then \`${goesOn} --confirm ${at.step}\` goes on`
      : `mend that, then \`${goesOn}\` goes on; \`fleetwatch change rollback ${change}\` takes it back`;
  return advised(`halted at ${at.step} on ${at.machine}: ${outcome}, ${reason}`, undefined, remedy);
}

/** What executes the changes of this machine from the command line. */
export function siteOf({ book, settings }: OpenBook, { now }: Pick<WorkSurroundings, 'now'>): Site {
  return { book, program: ownProgram, run: runCommand, deputy: deputyOf(settings), now };
}

/** Tells of each step as it goes. */
export function telling({ write }: Pick<WorkSurroundings, 'write'>): Progress {
  return {
    begins: (task) => write(beginsLine(task)),
    ended: (task, performed) => write(endedLine(task, performed)),
  };
}

export const silent: Progress = { begins: () => undefined, ended: () => undefined };

/** Shows instructions. Whoever sits there says when each is done; else `--confirm` has said it. */
function personAt({ confirm }: ApplyArguments, { write, ask, stop }: WorkSurroundings): Person {
  return {
    async instruct({ step }, text, look) {
      write(`${indented(text)}\n`);
      if (confirm.includes(step)) return true;
      while (ask !== undefined && !stop.aborted) {
        const goOn = await ask(`  Is ${step} done? Enter when it is, q to stop here: `);
        if (!goOn) return false;
        if (await look()) return true;
        write('  Its verify says that it is not done.\n');
      }
      write(`  When it is done: fleetwatch change apply --confirm ${step}\n`);
      return false;
    },
  };
}

function printPlan(planned: readonly Planned[], json: boolean, { write }: ChangeSurroundings): number {
  if (json) {
    const steps = planned.map(({ task, would, why, argv }) => {
      const { phase, step, machine, title } = task;
      return { phase, step, machine, title, would, why, argv };
    });
    write(`${JSON.stringify(steps, undefined, 2)}\n`);
  } else write(planned.map(plannedLine).join(''));
  return planned.some(({ would }) => would === 'stop') ? exitCodes.found : exitCodes.clean;
}

function indented(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '  | ');
}
