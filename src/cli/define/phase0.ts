import type { Command } from 'commander';
import { guide } from '../guidance.js';
import type { Phase0Arguments } from '../phase0.js';
import { progressed } from '../progress.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch phase0`. */
export function definePhase0(program: Command): void {
  guide(
    program
      .command('phase0')
      .description('say whether the first phase of the work is over: each criterion with its evidence')
      .requiredOption('--config <file>', 'settings file (fleetwatch.yaml)')
      .option('--prometheus <url>', 'address of Prometheus, instead of the one in the settings')
      .option('--json', 'for programs', false)
      .action(async (options: Phase0Arguments) => {
        const [{ phase0Command }, { httpPages }] = await Promise.all([
          import('../phase0.js'),
          import('../../runbooks/standing/exporters.js'),
        ]);
        const judged = phase0Command(options, { ...surroundings(), read: httpPages(5000) });
        process.exitCode = await progressed('looking at the criteria', judged);
      }),
    {
      examples: [['fleetwatch phase0 --config fleetwatch.yaml', 'each criterion with its evidence']],
      exits: {
        0: 'all criteria are met',
        1: 'one is not met',
        2: 'some could not be measured and the others are met, or the settings cannot be used',
      },
    },
  );
}
