import type { Command } from 'commander';
import type { DemoFaultArguments, DemoRunArguments } from '../demo.js';
import { parseMilliseconds } from '../parsers.js';
import { runDirectory } from '../places.js';

/** `fleetwatch demo run`, `fault`, `restart` and `status`. */
export function defineDemo(program: Command): void {
  const demo = program.command('demo').description('a simulated fleet to try fleetwatch on');

  demo
    .command('run')
    .description('run the demo fleet alone')
    .option('--config <file>', 'settings whose machines are simulated; without it the bundled demo')
    .option('--run-directory <folder>', 'logs and control socket', runDirectory)
    .action(async (options: DemoRunArguments) => {
      const { demoRunCommand } = await import('../demo.js');
      process.exitCode = await demoRunCommand(options);
    });

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
    .action(async (agent: string, fault: string, options: Omit<DemoFaultArguments, 'agent' | 'fault'>) => {
      const { demoFaultCommand } = await import('../demo.js');
      process.exitCode = await demoFaultCommand({ agent, fault, ...options });
    });

  demo
    .command('restart')
    .description('start a simulated agent anew, as its start-up file now says')
    .argument('<agent>', 'agent, or machine/agent')
    .option('--run-directory <folder>', 'where the demo fleet runs from; the one around this folder unless given')
    .action(async (agent: string, options: { runDirectory?: string }) => {
      const { demoRestartCommand } = await import('../demo.js');
      process.exitCode = await demoRestartCommand(agent, options.runDirectory);
    });

  demo
    .command('status')
    .description('which simulated agents do not run as they should')
    .option('--run-directory <folder>', 'where the demo fleet runs from', runDirectory)
    .action(async (options: { runDirectory: string }) => {
      const { demoStatusCommand } = await import('../demo.js');
      process.exitCode = await demoStatusCommand(options.runDirectory);
    });
}
