import { createInterface } from 'node:readline/promises';
import { type Command, Option } from 'commander';
import { rollbackModes } from '../../changes/model.js';
import type { BeginArguments, ChangeArguments, CommitArguments } from '../change.js';
import type { ApplyArguments } from '../changeApply.js';
import { guide } from '../guidance.js';
import { parseWords } from '../parsers.js';
import { progressed } from '../progress.js';
import type { RollbackArguments } from '../rollback.js';
import { surroundings } from '../surroundings.js';
import { interruptSignal } from '../terminal.js';

/** `fleetwatch change` and what stands behind it. */
export function defineChange(program: Command): void {
  const change = program.command('change').description('alter the fleet by a runbook, watched and reversible');

  guide(
    kept(change.command('begin'))
      .description('open a change: freeze its runbook, take the baseline, watch what it touches')
      .argument('<runbook>', 'id of a runbook, or a file')
      .addOption(new Option('--rollback <mode>', 'what a trigger starts').choices(rollbackModes).default('auto'))
      .option(
        '--touches <agents>',
        'agent or machine/agent, separated by commas; by default all it may',
        parseWords,
        [],
      )
      .option('--set <name=value>', 'a parameter of the runbook; may be given several times', oneMore, [])
      .option('--by <name>', 'who begins it')
      .action(async (runbook: string, options: Omit<BeginArguments, 'runbook'>) => {
        const { beginCommand } = await import('../change.js');
        const begun = beginCommand({ ...options, runbook }, surroundings());
        process.exitCode = await progressed('measuring how things stand', begun);
      }),
    {
      examples: [
        [
          'fleetwatch change begin risk-a-script-paths --config fleetwatch.yaml --on alpha --by NAME',
          'open a change; a trigger takes it back by itself',
        ],
        [
          'fleetwatch change begin migrate-one-agent --config fleetwatch.yaml --set agent=TrainTracker --rollback approve --by NAME',
          'with a parameter; a person decides on the way back',
        ],
      ],
      exits: { 0: 'the change is open', 2: 'it is refused' },
    },
  );

  guide(
    kept(change.command('apply'))
      .description('do the steps that are not done; goes on where it was left')
      .argument('[change]', 'its id; the open one unless given')
      .option('--plan', 'only say what would run, be skipped or is done, and why', false)
      .option('--confirm <step>', 'a step for a person that is done; may be given several times', oneMore, [])
      .action(async (id: string | undefined, options: Omit<ApplyArguments, 'id'>) => {
        const { applyCommand } = await import('../changeApply.js');
        process.exitCode = await applyCommand({ ...options, id }, { ...working(), ask: asking() });
      }),
    {
      examples: [
        ['fleetwatch change apply --config fleetwatch.yaml --plan', 'what would run, and why'],
        ['fleetwatch change apply --config fleetwatch.yaml', 'do the steps that are left'],
      ],
      exits: { 0: 'every step is done', 1: 'it stopped at a step', 2: 'it is refused' },
    },
  );

  guide(
    kept(change.command('status'))
      .description('how the change stands')
      .argument('[change]', 'its id; the open one unless given')
      .action(async (id: string | undefined, options: Omit<ChangeArguments, 'id'>) => {
        const { statusCommand } = await import('../change.js');
        process.exitCode = await statusCommand({ ...options, id }, surroundings());
      }),
    {
      examples: [['fleetwatch change status --config fleetwatch.yaml', 'of the open change']],
      exits: { 0: 'it goes its way', 1: 'somebody has to see to it', 2: 'there is no such change' },
    },
  );

  guide(
    kept(change.command('show'))
      .description('all that is known of a change')
      .argument('[change]', 'its id; the open one unless given')
      .action(async (id: string | undefined, options: Omit<ChangeArguments, 'id'>) => {
        const { showCommand } = await import('../change.js');
        process.exitCode = await showCommand({ ...options, id }, surroundings());
      }),
    {
      examples: [
        [
          'fleetwatch change show risk-a-script-paths-20261122T101849Z-5c029d --config fleetwatch.yaml',
          'its steps and their ends',
        ],
      ],
      exits: { 0: 'it is shown', 2: 'there is no such change' },
    },
  );

  guide(
    kept(change.command('list'))
      .description('all changes of this machine, the open ones first')
      .action(async (options: Omit<ChangeArguments, 'id'>) => {
        const { listCommand } = await import('../change.js');
        process.exitCode = await listCommand(options, surroundings());
      }),
    {
      examples: [['fleetwatch change list --config fleetwatch.yaml', 'open ones first']],
      exits: { 0: 'they are listed', 2: 'they cannot be read' },
    },
  );

  guide(
    kept(change.command('commit'))
      .description(
        'ask the conditions of the runbook, then end the work: the change bakes, and can still be taken back',
      )
      .argument('[change]', 'its id; the open one unless given')
      .option('--by <name>', 'who commits it')
      .option('--no-gate', 'without asking the conditions')
      .action(async (id: string | undefined, options: Omit<CommitArguments, 'id'>) => {
        const { commitCommand } = await import('../change.js');
        const committed = commitCommand({ ...options, id }, surroundings());
        process.exitCode = await progressed('asking the conditions', committed);
      }),
    {
      examples: [
        ['fleetwatch change commit --config fleetwatch.yaml --by NAME', 'ask the conditions, then end the work'],
      ],
      exits: { 0: 'it is committed', 1: 'its conditions do not hold', 2: 'it is refused, or nothing can be said' },
    },
  );

  guide(
    kept(change.command('rollback'))
      .description('take a change back now, whatever the limits say')
      .argument('[change]', 'its id; the open one unless given')
      .option('--by <name>', 'who wants it taken back')
      .action(async (id: string | undefined, options: Omit<RollbackArguments, 'id'>) => {
        const { rollbackCommand } = await import('../rollback.js');
        process.exitCode = await rollbackCommand({ ...options, id }, working());
      }),
    {
      examples: [['fleetwatch change rollback --config fleetwatch.yaml --by NAME', 'take the open change back now']],
      exits: { 0: 'it is taken back', 1: 'it is not, or not wholly', 2: 'it is refused' },
    },
  );
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
