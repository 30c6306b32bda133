import { type Command, Option } from 'commander';
import type { PlanArguments } from '../plan.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch plan`. */
export function definePlan(program: Command): void {
  program
    .command('plan')
    .description('say in which order the risks are mended: what first, what side by side, what is done')
    .option('--config <file>', 'settings file (fleetwatch.yaml): look what is done already')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json', 'mermaid']).default('text'))
    .addOption(new Option('--json', 'short for --format json').implies({ format: 'json' }))
    .action(async (options: PlanArguments) => {
      const [{ planCommand }, { httpPages }] = await Promise.all([
        import('../plan.js'),
        import('../../runbooks/standing/exporters.js'),
      ]);
      process.exitCode = await planCommand(options, { ...surroundings(), read: httpPages(5000) });
    });
}
