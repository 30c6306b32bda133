import type { Command } from 'commander';
import type { Phase0Arguments } from '../phase0.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch phase0`. */
export function definePhase0(program: Command): void {
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
      process.exitCode = await phase0Command(options, { ...surroundings(), read: httpPages(5000) });
    });
}
