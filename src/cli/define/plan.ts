import { type Command, Option } from 'commander';
import { guide } from '../guidance.js';
import type { PlanArguments } from '../plan.js';
import { progressed } from '../progress.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch plan`. */
export function definePlan(program: Command): void {
  guide(
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
        const planned = planCommand(options, { ...surroundings(), read: httpPages(5000) });
        process.exitCode = await progressed('looking how the risks stand', planned);
      }),
    {
      examples: [
        ['fleetwatch plan --config fleetwatch.yaml', 'with what is done already'],
        ['fleetwatch plan --format mermaid', 'the order alone, as a diagram'],
      ],
      exits: { 0: 'there is a plan', 2: 'none can be made' },
    },
  );
}
