import type { Command } from 'commander';
import { guide } from '../guidance.js';
import type { ServeArguments } from '../serve.js';

/** `fleetwatch serve`. */
export function defineServe(program: Command): void {
  guide(
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
      }),
    {
      examples: [['fleetwatch serve --config fleetwatch.yaml --machine alpha', 'watch one machine until Ctrl-C']],
      exits: { 0: 'it was told to stop', 2: 'it cannot start: settings, start-up file or port' },
    },
  );
}
