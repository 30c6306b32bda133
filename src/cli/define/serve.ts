import type { Command } from 'commander';
import type { ServeArguments } from '../serve.js';

/** `fleetwatch serve`. */
export function defineServe(program: Command): void {
  program
    .command('serve')
    .description('run the exporter of one machine')
    .requiredOption('--config <file>', 'settings file (fleetwatch.yaml)')
    .option('--machine <name>', 'the machine to watch, one of `machines` in the settings')
    .option('--state-directory <folder>', 'where counters outlive a restart')
    .action(async (options: ServeArguments) => {
      const { serveCommand } = await import('../serve.js');
      // Probes under way may take their whole timeout: nobody waits for them.
      process.exit(await serveCommand(options));
    });
}
