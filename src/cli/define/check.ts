import { type Command, Option } from 'commander';
import type { CheckArguments } from '../check.js';
import { formats } from '../formats.js';
import { guide } from '../guidance.js';
import { parseWords } from '../parsers.js';
import { progressed } from '../progress.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch check`. */
export function defineCheck(program: Command): void {
  guide(
    program
      .command('check')
      .description('look once for everything that is wrong in a fleet as it is written down')
      .argument('[files...]', 'start-up files; with --config, those of its machines to report on')
      .option('--config <file>', 'settings file (fleetwatch.yaml): check all of its machines')
      .option('--machine <name>', 'report on one machine of the settings')
      .option('--project-root <folder>', 'what script paths are relative to')
      .option('--only <words>', 'audits, risk letters and codes, separated by commas', parseWords, [])
      .addOption(
        severityOption(
          '--min-severity <severity>',
          'leave out what is less grave',
          ['error', 'warning', 'info'],
          'info',
        ),
      )
      .addOption(
        severityOption(
          '--fail-on <severity>',
          'least severity that gives exit code 1',
          ['error', 'warning', 'never'],
          'warning',
        ),
      )
      .option('--strict', 'unknown keys in start-up files are errors', false)
      .addOption(new Option('--format <format>', 'how to print').choices(formats).default('text'))
      .addOption(new Option('--json', 'short for --format json').implies({ format: 'json' }))
      .option('--baseline <file>', 'findings that are accepted for now')
      .option('--write-baseline', 'accept all findings that there are, for 90 days', false)
      .action(async (files: string[], options: Omit<CheckArguments, 'files'>) => {
        const { checkCommand } = await import('../check.js');
        const checked = checkCommand({ ...options, files }, surroundings());
        process.exitCode = await progressed('checking the fleet', checked);
      }),
    {
      examples: [
        ['fleetwatch check --config fleetwatch.yaml', 'everything wrong in the files of all machines'],
        [
          'fleetwatch check startup_config.yaml --only G,port-twice --format github',
          'some risks and codes, as annotations in CI',
        ],
        [
          'fleetwatch check --config fleetwatch.yaml --baseline accepted.yaml --write-baseline',
          'accept what there is for 90 days',
        ],
      ],
      exits: {
        0: 'nothing of the severity of --fail-on was found',
        1: 'something was',
        2: 'a file cannot be read, or part of the fleet cannot be looked at',
      },
    },
  );
}

function severityOption(flags: string, about: string, choices: readonly string[], usual: string): Option {
  return new Option(flags, about).choices(choices).default(usual);
}
