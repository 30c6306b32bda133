import { createInterface } from 'node:readline/promises';
import { type Command, Option } from 'commander';
import { rollbackModes } from '../../changes/model.js';
import type { BeginArguments, ChangeArguments, CommitArguments } from '../change.js';
import type { ApplyArguments } from '../changeApply.js';
import { parseWords } from '../parsers.js';
import type { RollbackArguments } from '../rollback.js';
import { surroundings } from '../surroundings.js';
import { interruptSignal } from '../terminal.js';

/** `fleetwatch change` and what stands behind it. */
export function defineChange(program: Command): void {
  const change = program.command('change').description('alter the fleet by a runbook, watched and reversible');

  kept(change.command('begin'))
    .description('open a change: freeze its runbook, take the baseline, watch what it touches')
    .argument('<runbook>', 'id of a runbook, or a file')
    .addOption(new Option('--rollback <mode>', 'what a trigger starts').choices(rollbackModes).default('auto'))
    .option('--touches <agents>', 'agent or machine/agent, separated by commas; by default all it may', parseWords, [])
    .option('--set <name=value>', 'a parameter of the runbook; may be given several times', oneMore, [])
    .option('--by <name>', 'who begins it')
    .action(async (runbook: string, options: Omit<BeginArguments, 'runbook'>) => {
      const { beginCommand } = await import('../change.js');
      process.exitCode = await beginCommand({ ...options, runbook }, surroundings());
    });

  kept(change.command('apply'))
    .description('do the steps that are not done; goes on where it was left')
    .argument('[change]', 'its id; the open one unless given')
    .option('--plan', 'only say what would run, be skipped or is done, and why', false)
    .option('--confirm <step>', 'a step for a person that is done; may be given several times', oneMore, [])
    .action(async (id: string | undefined, options: Omit<ApplyArguments, 'id'>) => {
      const { applyCommand } = await import('../changeApply.js');
      process.exitCode = await applyCommand({ ...options, id }, { ...working(), ask: asking() });
    });

  for (const [name, about] of [
    ['status', 'how the change stands; ends with 1 where somebody has to see to it'],
    ['show', 'all that is known of a change'],
  ] as const) {
    kept(change.command(name))
      .description(about)
      .argument(name === 'show' ? '<change>' : '[change]', 'its id')
      .action(async (id: string | undefined, options: Omit<ChangeArguments, 'id'>) => {
        const { showCommand, statusCommand } = await import('../change.js');
        const command = name === 'show' ? showCommand : statusCommand;
        process.exitCode = await command({ ...options, id }, surroundings());
      });
  }

  kept(change.command('list'))
    .description('all changes of this machine, the open ones first')
    .action(async (options: Omit<ChangeArguments, 'id'>) => {
      const { listCommand } = await import('../change.js');
      process.exitCode = await listCommand(options, surroundings());
    });

  kept(change.command('commit'))
    .description('ask the conditions of the runbook, then end the work: the change bakes, and can still be taken back')
    .argument('[change]', 'its id; the open one unless given')
    .option('--by <name>', 'who commits it')
    .option('--no-gate', 'without asking the conditions')
    .action(async (id: string | undefined, options: Omit<CommitArguments, 'id'>) => {
      const { commitCommand } = await import('../change.js');
      process.exitCode = await commitCommand({ ...options, id }, surroundings());
    });

  kept(change.command('rollback'))
    .description('take a change back now, whatever the limits say')
    .argument('[change]', 'its id; the open one unless given')
    .option('--by <name>', 'who wants it taken back')
    .action(async (id: string | undefined, options: Omit<RollbackArguments, 'id'>) => {
      const { rollbackCommand } = await import('../rollback.js');
      process.exitCode = await rollbackCommand({ ...options, id }, working());
    });
}

/** The options that say whose fleetwatch keeps the change. */
export function kept(command: Command): Command {
  return command
    .requiredOption('--config <file>', 'settings file (fleetwatch.yaml)')
    .option('--on <machine>', 'the machine that keeps the change, one of `machines` in the settings')
    .option('--state-directory <folder>', 'its state directory, where `serve` was given one')
    .option('--json', 'for programs', false);
}

/** What work on steps needs of this process: the first Ctrl-C ends it after the step under way. */
export function working() {
  return { ...surroundings(), stop: interruptSignal() };
}

function asking(): ((question: string) => Promise<boolean>) | undefined {
  if (!process.stdin.isTTY) return undefined;
  return async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return (await terminal.question(question)).trim().toLowerCase() !== 'q';
    } finally {
      terminal.close();
    }
  };
}

function oneMore(text: string, earlier: readonly string[]): string[] {
  return [...earlier, text];
}
