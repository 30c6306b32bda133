import { type Command, Option } from 'commander';
import { formats } from '../formats.js';
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
    });

  runbook
    .command('list')
    .description('the runbooks that can be used')
    .option(...config)
    .option('--json', 'for programs', false)
    .action(async (options: RunbookListArguments) => {
      const { runbookListCommand } = await import('../runbook.js');
      process.exitCode = await runbookListCommand(options, surroundings());
    });

  runbook
    .command('show')
    .description('print a runbook, with commands to copy')
    .argument('<runbook>', 'its id, or a file')
    .option(...config)
    .option('--json', 'for programs', false)
    .action(async (name: string, options: Omit<RunbookShowArguments, 'runbook'>) => {
      const { runbookShowCommand } = await import('../runbook.js');
      process.exitCode = await runbookShowCommand({ ...options, runbook: name }, surroundings());
    });

  runbook
    .command('render')
    .description('write the printed guide from the bundled runbooks')
    .option('--output <folder>', 'where to write it; docs/procedures unless given')
    .option('--check', 'write nothing, say what is not current', false)
    .action(async (options: RunbookRenderArguments) => {
      const { runbookRenderCommand } = await import('../runbookRender.js');
      process.exitCode = await runbookRenderCommand(options, surroundings());
    });
}
