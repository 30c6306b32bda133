import { type Command, Option } from 'commander';
import type { ScanRequest } from '../../scan/request.js';
import { formats } from '../formats.js';
import { guide } from '../guidance.js';
import { parseWords } from '../parsers.js';
import { progressed } from '../progress.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch scan secrets`. */
export function defineScan(program: Command): void {
  const scan = program.command('scan').description('look for what should not be where it is');

  guide(
    scan
      .command('secrets')
      .description('look once for credentials in files, or on every surface of a machine')
      .argument('[paths...]', 'files and folders; the current folder where nothing else is named')
      .option('--stdin', 'what is piped in', false)
      .option(
        '--config <file>',
        'settings file (fleetwatch.yaml): the files that the exporter of a machine looks through',
      )
      .option('--machine <name>', 'the machine, one of `machines` in the settings')
      .option('--audit', 'look at process lists, environments, files and logs of the machine', false)
      .option('--include <glob>', 'files below folders; may be given several times; all text unless given', oneMore, [])
      .option('--exclude <glob>', 'what is left out, instead of version control and installed packages', oneMore, [])
      .option('--rules-off <ids>', 'rules that are not used, separated by commas', parseWords, [])
      .addOption(new Option('--format <format>', 'how to print').choices(formats).default('text'))
      .addOption(new Option('--json', 'short for --format json').implies({ format: 'json' }))
      .option('--baseline <file>', 'leaks that are accepted for now')
      .option('--write-baseline', 'accept all leaks that there are, for 90 days', false)
      .option('--fingerprint-key-file <file>', 'know leaks again by their value, under a key that others share')
      .option('--accept <fingerprint>', 'accept a leak, in the file that the settings name')
      .option('--until <date>', 'last day on which it is accepted')
      .option('--reason <text>', 'why it is accepted')
      .action(async (paths: string[], options: Omit<ScanRequest, 'paths'>) => {
        const [{ scanCommand }, { readStdin }] = await Promise.all([
          import('../scan.js'),
          import('../../scan/stdin.js'),
        ]);
        const scanned = scanCommand({ ...options, paths }, { ...surroundings(), stdin: readStdin });
        process.exitCode = await progressed('looking for credentials', scanned);
      }),
    {
      examples: [
        ['fleetwatch scan secrets .', 'credentials in the files below this folder'],
        [
          'fleetwatch scan secrets --config fleetwatch.yaml --machine alpha --audit',
          'process lists, environments, files and logs of a machine',
        ],
        ['fleetwatch scan secrets logs --format sarif', 'for code scanning'],
      ],
      exits: { 0: 'no credential was found', 1: 'some were', 2: 'part of what was asked for cannot be looked through' },
    },
  );
}

/** Another value of an option that may be given several times. */
function oneMore(text: string, earlier: readonly string[]): string[] {
  return [...earlier, text];
}
