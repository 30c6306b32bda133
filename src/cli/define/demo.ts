import type { Command } from 'commander';
import type { DemoFaultArguments, DemoRestartArguments, DemoRunArguments } from '../demo.js';
import { guide } from '../guidance.js';
import { parseMilliseconds } from '../parsers.js';
import { runDirectory } from '../places.js';

/** `fleetwatch demo run`, `fault`, `restart` and `status`. */
export function defineDemo(program: Command): void {
  const demo = program.command('demo').description('a simulated fleet to try fleetwatch on');

  guide(
    demo
      .command('run')
      .description('run the demo fleet alone')
      .option('--config <file>', 'settings whose machines are simulated; without it the bundled demo')
      .option('--run-directory <folder>', 'logs and control socket', runDirectory)
      .option('--json', 'for programs: one document, when it is started', false)
      .action(async (options: DemoRunArguments) => {
        const { demoRunCommand } = await import('../demo.js');
        process.exitCode = await demoRunCommand(options);
      }),
    {
      examples: [['fleetwatch demo run', '77 simulated agents, until Ctrl-C']],
      exits: { 0: 'it was told to stop', 2: 'it cannot start' },
    },
  );

  guide(
    demo
      .command('fault')
      .description('switch a fault of a simulated agent on, or all off with `clear`')
      .argument('<agent>', 'agent, or machine/agent')
      .argument('<fault>', 'the fault (docs/faults.md), or `clear`')
      .option(
        '--ms <milliseconds>',
        'delay of `slow`, period of `restart-loop`, `leak-log` and `accept-queue`',
        parseMilliseconds,
      )
      .option('--run-directory <folder>', 'where the demo fleet runs from', runDirectory)
      .option('--json', 'for programs', false)
      .action(async (agent: string, fault: string, options: Omit<DemoFaultArguments, 'agent' | 'fault'>) => {
        const { demoFaultCommand } = await import('../demo.js');
        process.exitCode = await demoFaultCommand({ agent, fault, ...options });
      }),
    {
      examples: [
        ['fleetwatch demo fault TrainTracker kill', 'end an agent'],
        ['fleetwatch demo fault alpha/TrainTracker slow --ms 3000', 'make it answer late'],
        ['fleetwatch demo fault TrainTracker clear', 'take all of its faults back'],
      ],
      exits: { 0: 'it is done', 2: 'there is no such agent or fault, or no demo runs' },
    },
  );

  guide(
    demo
      .command('restart')
      .description('start a simulated agent anew, as its start-up file now says')
      .argument('<agent>', 'agent, or machine/agent')
      .option('--run-directory <folder>', 'where the demo fleet runs from; the one around this folder unless given')
      .option('--json', 'for programs', false)
      .action(async (agent: string, options: Omit<DemoRestartArguments, 'agent'>) => {
        const { demoRestartCommand } = await import('../demo.js');
        process.exitCode = await demoRestartCommand({ agent, ...options });
      }),
    {
      examples: [['fleetwatch demo restart TrainTracker', 'as its start-up file now says']],
      exits: { 0: 'it is started', 2: 'there is no such agent, or no demo runs' },
    },
  );

  guide(
    demo
      .command('status')
      .description('which simulated agents do not run as they should')
      .option('--run-directory <folder>', 'where the demo fleet runs from', runDirectory)
      .option('--json', 'for programs', false)
      .action(async (options: Omit<DemoRunArguments, 'config'>) => {
        const { demoStatusCommand } = await import('../demo.js');
        process.exitCode = await demoStatusCommand(options);
      }),
    {
      examples: [['fleetwatch demo status', 'agents that do not run as they should']],
      exits: { 0: 'it was said', 2: 'no demo runs' },
    },
  );
}
