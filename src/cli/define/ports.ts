import type { Command } from 'commander';
import { guide } from '../guidance.js';
import { parseCount } from '../parsers.js';
import type { PortsArguments } from '../ports.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch ports`. */
export function definePorts(program: Command): void {
  guide(
    program
      .command('ports')
      .description('draw the port range of each machine, propose free ports, plan the removal of collisions')
      .argument('[files...]', 'start-up files; with --config, those of its machines')
      .option('--config <file>', 'settings file (fleetwatch.yaml)')
      .option('--machine <name>', 'one machine of the settings')
      .option('--free <agents>', 'propose ports for so many agents more', parseCount, 0)
      .option('--fix-plan', 'propose the fewest changes after which no two ports collide', false)
      .option('--json', 'for programs', false)
      .action(async (files: string[], options: Omit<PortsArguments, 'files'>) => {
        const { portsCommand } = await import('../ports.js');
        const colours = process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
        const width = process.stdout.columns ?? 80;
        process.exitCode = await portsCommand({ ...options, files }, { ...surroundings(), width, colours });
      }),
    {
      examples: [
        ['fleetwatch ports --config fleetwatch.yaml', 'the port range as a map'],
        ['fleetwatch ports --config fleetwatch.yaml --free 3', 'ports for three agents more'],
        ['fleetwatch ports startup_config.yaml --fix-plan', 'the fewest changes after which no two ports collide'],
      ],
      exits: { 0: 'no two ports collide', 1: 'some do', 2: 'a file cannot be read' },
    },
  );
}
