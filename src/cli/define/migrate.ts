import type { Command } from 'commander';
import { guide } from '../guidance.js';
import type { MigrateArguments } from '../migrate.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch migrate`. */
export function defineMigrate(program: Command): void {
  guide(
    program
      .command('migrate')
      .description('bring start-up files of an older layout into the current one')
      .argument('<files...>', 'start-up files')
      .option('--check', 'only say what would be done', false)
      .option('--agents-key <key>', 'key of a plain list of agents beside the usual ones')
      .option('--json', 'for programs', false)
      .action(async (files: string[], options: Omit<MigrateArguments, 'files'>) => {
        const { migrateCommand } = await import('../migrate.js');
        process.exitCode = await migrateCommand({ ...options, files }, surroundings());
      }),
    {
      examples: [
        ['fleetwatch migrate startup_config.yaml --check', 'what would be done'],
        ['fleetwatch migrate startup_config.yaml', 'do it; the former file stays beside it'],
      ],
      exits: {
        0: 'all files are of the current layout now',
        1: 'something is to be done, or left for a person',
        2: 'a file cannot be read or written',
      },
    },
  );
}
