import { type Command, Option } from 'commander';
import type { ExtractArguments, KeepingArguments, PatchArguments, RestoreArguments } from '../files.js';
import { guide } from '../guidance.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch files` and what stands behind it. */
export function defineFiles(program: Command): void {
  const files = program.command('files').description('change files so that they can be put back byte by byte');

  guide(
    files
      .command('keep')
      .description('keep files as they are, before they are changed; one that is not there is kept as absent')
      .argument('<files...>', 'files')
      .requiredOption('--in <folder>', 'private folder for the copies')
      .option('--check', 'only say whether they are kept', false)
      .option('--json', 'for programs', false)
      .action(async (given: string[], options: Omit<KeepingArguments, 'files'>) => {
        const { keepCommand } = await import('../files.js');
        process.exitCode = await keepCommand({ ...options, files: given }, surroundings());
      }),
    {
      examples: [
        ['fleetwatch files keep startup_config.yaml --in /var/lib/fleetwatch/kept', 'keep a file before it is changed'],
      ],
      exits: { 0: 'they are kept', 1: 'with --check: some are not', 2: 'a file cannot be kept' },
    },
  );

  guide(
    files
      .command('restore')
      .description('put files back as they were kept: bytes, mode, owner and time')
      .argument('[files...]', 'all that are kept unless given')
      .requiredOption('--in <folder>', 'folder with the copies')
      .addOption(parts())
      .option('--json', 'for programs', false)
      .action(async (given: string[], options: Omit<RestoreArguments, 'files'>) => {
        const { restoreCommand } = await import('../files.js');
        process.exitCode = await restoreCommand({ ...options, files: given }, surroundings());
      }),
    {
      examples: [['fleetwatch files restore --in /var/lib/fleetwatch/kept', 'put all back']],
      exits: { 0: 'they are as they were kept', 2: 'nothing is kept there, or a file cannot be written' },
    },
  );

  guide(
    files
      .command('same')
      .description('say whether files are as they were kept')
      .argument('[files...]', 'all that are kept unless given')
      .requiredOption('--in <folder>', 'folder with the copies')
      .addOption(parts())
      .option('--json', 'for programs', false)
      .action(async (given: string[], options: Omit<RestoreArguments, 'files'>) => {
        const { sameCommand } = await import('../files.js');
        process.exitCode = await sameCommand({ ...options, files: given }, surroundings());
      }),
    {
      examples: [
        [
          'fleetwatch files same --in /var/lib/fleetwatch/kept --only bytes',
          'hold what is there against what was kept',
        ],
      ],
      exits: { 0: 'they are as they were kept', 1: 'some are not', 2: 'nothing is kept there' },
    },
  );

  guide(
    files
      .command('patch')
      .description('apply a unified diff of one file, in one step and once')
      .argument('<file>', 'the file')
      .option('--patch <file>', 'file with the diff')
      .option('--text <diff>', 'the diff itself')
      .option('--reverse', 'take it back', false)
      .option('--check', 'only say whether it is applied', false)
      .option('--fits', 'only say whether it is applied or could be', false)
      .option('--json', 'for programs', false)
      .action(async (file: string, options: Omit<PatchArguments, 'file'>) => {
        const { patchCommand } = await import('../files.js');
        process.exitCode = await patchCommand({ ...options, file }, surroundings());
      }),
    {
      examples: [
        ['fleetwatch files patch startup_config.yaml --patch ports.diff --check', 'whether it is applied'],
        ['fleetwatch files patch startup_config.yaml --patch ports.diff --reverse', 'take it back'],
      ],
      exits: {
        0: 'it is applied, or with --fits could be',
        1: 'with --check or --fits: it is not',
        2: 'it does not fit, or a file cannot be read',
      },
    },
  );

  guide(
    files
      .command('extract')
      .description('move a value out of a YAML file into a file that its owner alone may read')
      .argument('<file>', 'the YAML file')
      .requiredOption('--key <name>', 'its key; <name>_FILE takes its place and names the file')
      .requiredOption('--into <file>', 'file for the value')
      .option('--check', 'only say whether it is done', false)
      .option('--json', 'for programs', false)
      .action(async (file: string, options: Omit<ExtractArguments, 'file'>) => {
        const { extractCommand } = await import('../files.js');
        process.exitCode = await extractCommand({ ...options, file }, surroundings());
      }),
    {
      examples: [
        [
          'fleetwatch files extract startup_config.yaml --key API_TOKEN --into /etc/fleet/api_token',
          'API_TOKEN_FILE takes its place',
        ],
      ],
      exits: { 0: 'it is moved', 1: 'with --check: it is not', 2: 'it cannot be' },
    },
  );
}

function parts(): Option {
  return new Option('--only <part>', 'what is meant of a file').choices(['all', 'bytes', 'mode']).default('all');
}
