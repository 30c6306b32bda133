import { type Command, Option } from 'commander';
import { formats } from '../formats.js';
import { guide } from '../guidance.js';
import type { RunbookLintArguments, RunbookListArguments, RunbookShowArguments } from '../runbook.js';
import type { RunbookRenderArguments } from '../runbookRender.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch runbook` and what stands behind it. */
export function defineRunbook(program: Command): void {
  const runbook = program.command('runbook').description('procedures that mend a running fleet, and take it back');
  const config = [
    '--config <file>',
    "settings file (fleetwatch.yaml) that names a folder with runbooks of one's own",
  ] as const;

  guide(
    runbook
      .command('lint')
      .description('say what is wrong with runbooks, one by one and beside each other')
      .argument('[files...]', 'runbooks; all unless given')
      .option(...config)
      .addOption(new Option('--format <format>', 'how to print').choices(formats).default('text'))
      .addOption(new Option('--json', 'short for --format json').implies({ format: 'json' }))
      .action(async (files: string[], options: Omit<RunbookLintArguments, 'files'>) => {
        const { runbookLintCommand } = await import('../runbook.js');
        process.exitCode = await runbookLintCommand({ ...options, files }, surroundings());
      }),
    {
      examples: [
        ['fleetwatch runbook lint', 'the bundled runbooks'],
        ['fleetwatch runbook lint --config fleetwatch.yaml --format github', "with those of one's own, in CI"],
      ],
      exits: { 0: 'nothing is wrong with them', 1: 'something is', 2: 'a file cannot be read' },
    },
  );

  guide(
    runbook
      .command('list')
      .description('the runbooks that can be used')
      .option(...config)
      .option('--json', 'for programs', false)
      .action(async (options: RunbookListArguments) => {
        const { runbookListCommand } = await import('../runbook.js');
        process.exitCode = await runbookListCommand(options, surroundings());
      }),
    {
      examples: [['fleetwatch runbook list', 'ids, risks and titles']],
      exits: { 0: 'they are listed', 1: 'some cannot be used', 2: 'the settings cannot be used' },
    },
  );

  guide(
    runbook
      .command('show')
      .description('print a runbook, with commands to copy')
      .argument('<runbook>', 'its id, or a file')
      .option(...config)
      .option('--json', 'for programs', false)
      .action(async (name: string, options: Omit<RunbookShowArguments, 'runbook'>) => {
        const { runbookShowCommand } = await import('../runbook.js');
        process.exitCode = await runbookShowCommand({ ...options, runbook: name }, surroundings());
      }),
    {
      examples: [['fleetwatch runbook show risk-e-logs', 'steps, proofs and the way back']],
      exits: { 0: 'it is shown', 2: 'there is none of that name, or it cannot be used' },
    },
  );

  guide(
    runbook
      .command('render')
      .description('write the printed guide from the bundled runbooks')
      .option('--output <folder>', 'where to write it; docs/procedures unless given')
      .option('--check', 'write nothing, say what is not current', false)
      .option('--json', 'for programs', false)
      .action(async (options: RunbookRenderArguments) => {
        const { runbookRenderCommand } = await import('../runbookRender.js');
        process.exitCode = await runbookRenderCommand(options, surroundings());
      }),
    {
      examples: [['fleetwatch runbook render --output guide', 'write the printed guide']],
      exits: { 0: 'it is written, or current', 1: 'with --check: it is not current', 2: 'a runbook cannot be used' },
    },
  );
}
