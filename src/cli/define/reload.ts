import type { Command } from 'commander';
import { guide } from '../guidance.js';
import type { ReloadArguments } from '../reload.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch reload`. */
export function defineReload(program: Command): void {
  guide(
    program
      .command('reload')
      .description('have the exporter of a machine read its settings and start-up files again')
      .requiredOption('--config <file>', 'settings file (fleetwatch.yaml)')
      .option('--machine <name>', 'the machine, one of `machines` in the settings')
      .option('--check', 'only say whether it has read them since they last changed', false)
      .option('--json', 'for programs', false)
      .action(async (options: ReloadArguments) => {
        const { reloadCommand } = await import('../reload.js');
        process.exitCode = await reloadCommand(options, surroundings());
      }),
    {
      examples: [
        ['fleetwatch reload --config fleetwatch.yaml --machine alpha', 'after a file has changed'],
        ['fleetwatch reload --config fleetwatch.yaml --machine alpha --check', 'whether it has read them'],
      ],
      exits: { 0: 'it has read them', 1: 'it has not; the last good fleet stays', 2: 'the exporter does not answer' },
    },
  );
}
