import { type Command, Option } from 'commander';
import type { ExtractArguments, KeepingArguments, PatchArguments, RestoreArguments } from '../files.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch files` and what stands behind it. */
export function defineFiles(program: Command): void {
  const files = program.command('files').description('change files so that they can be put back byte by byte');

  files
    .command('keep')
    .description('keep files as they are, before they are changed; one that is not there is kept as absent')
    .argument('<files...>', 'files')
    .requiredOption('--in <folder>', 'private folder for the copies')
    .option('--check', 'only say whether they are kept', false)
    .action(async (given: string[], options: Omit<KeepingArguments, 'files'>) => {
      const { keepCommand } = await import('../files.js');
      process.exitCode = await keepCommand({ ...options, files: given }, surroundings());
    });

  files
    .command('restore')
    .description('put files back as they were kept: bytes, mode, owner and time')
    .argument('[files...]', 'all that are kept unless given')
    .requiredOption('--in <folder>', 'folder with the copies')
    .addOption(parts())
    .action(async (given: string[], options: Omit<RestoreArguments, 'files'>) => {
      const { restoreCommand } = await import('../files.js');
      process.exitCode = await restoreCommand({ ...options, files: given }, surroundings());
    });

  files
    .command('same')
    .description('say whether files are as they were kept')
    .argument('[files...]', 'all that are kept unless given')
    .requiredOption('--in <folder>', 'folder with the copies')
    .addOption(parts())
    .action(async (given: string[], options: Omit<RestoreArguments, 'files'>) => {
      const { sameCommand } = await import('../files.js');
      process.exitCode = await sameCommand({ ...options, files: given }, surroundings());
    });

  files
    .command('patch')
    .description('apply a unified diff of one file, in one step and once')
    .argument('<file>', 'the file')
    .option('--patch <file>', 'file with the diff')
    .option('--text <diff>', 'the diff itself')
    .option('--reverse', 'take it back', false)
    .option('--check', 'only say whether it is applied', false)
    .option('--fits', 'only say whether it is applied or could be', false)
    .action(async (file: string, options: Omit<PatchArguments, 'file'>) => {
      const { patchCommand } = await import('../files.js');
      process.exitCode = await patchCommand({ ...options, file }, surroundings());
    });

  files
    .command('extract')
    .description('move a value out of a YAML file into a file that its owner alone may read')
    .argument('<file>', 'the YAML file')
    .requiredOption('--key <name>', 'its key; <name>_FILE takes its place and names the file')
    .requiredOption('--into <file>', 'file for the value')
    .option('--check', 'only say whether it is done', false)
    .action(async (file: string, options: Omit<ExtractArguments, 'file'>) => {
      const { extractCommand } = await import('../files.js');
      process.exitCode = await extractCommand({ ...options, file }, surroundings());
    });
}

function parts(): Option {
  return new Option('--only <part>', 'what is meant of a file').choices(['all', 'bytes', 'mode']).default('all');
}
