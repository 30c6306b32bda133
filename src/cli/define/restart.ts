import type { Command } from 'commander';
import { guide } from '../guidance.js';
import { parseCount } from '../parsers.js';
import type { RestartArguments } from '../restart.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch restart`. */
export function defineRestart(program: Command): void {
  guide(
    program
      .command('restart')
      .description('restart agents one at a time, and wait until each has been found up again')
      .argument('[agent]', 'the agent')
      .option('--all-of <group>', 'all agents of a group')
      .option('--drifted', 'all agents that run with another port than is configured now', false)
      .requiredOption('--config <file>', 'settings file (fleetwatch.yaml), with changes.restart_command')
      .option('--machine <name>', 'the machine, one of `machines` in the settings')
      .option('--newer-than <file>', 'leave an agent alone that was started since this file last changed')
      .option('--check', 'only say whether it is up, and started since the file last changed', false)
      .option('--deadline <seconds>', 'for each agent to be up again', parseCount, 60)
      .option('--json', 'for programs: one agent a line', false)
      .action(async (agent: string | undefined, options: Omit<RestartArguments, 'agent'> & { deadline: number }) => {
        const { restartCommand } = await import('../restart.js');
        const { deadline, ...rest } = options;
        process.exitCode = await restartCommand({ ...rest, agent, deadlineSeconds: deadline }, surroundings());
      }),
    {
      examples: [
        ['fleetwatch restart TrainTracker --config fleetwatch.yaml --machine alpha', 'one agent'],
        [
          'fleetwatch restart --all-of operations --config fleetwatch.yaml --machine alpha',
          'a group, one agent after the other',
        ],
      ],
      exits: {
        0: 'all of them are up again',
        1: 'one is not; those behind it were left alone',
        2: 'one cannot be restarted',
      },
    },
  );
}
