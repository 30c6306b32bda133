import type { Command } from 'commander';
import { guide } from '../guidance.js';
import type { RollbackArguments } from '../rollback.js';
import { kept, working } from './change.js';

/** `fleetwatch rollback approve`. */
export function defineRollback(program: Command): void {
  const rollback = program.command('rollback').description('rollbacks that wait for a person');

  guide(
    kept(rollback.command('approve'))
      .description('let a rollback begin that waits for a person, or is held back by a limit or the kill switch')
      .argument('[change]', 'its id; the open one unless given')
      .option('--by <name>', 'who approves it')
      .action(async (id: string | undefined, options: Omit<RollbackArguments, 'id'>) => {
        const { approveCommand } = await import('../rollback.js');
        process.exitCode = await approveCommand({ ...options, id }, working());
      }),
    {
      examples: [
        ['fleetwatch rollback approve --config fleetwatch.yaml --by NAME', 'let the rollback of the open change begin'],
      ],
      exits: { 0: 'it is taken back', 1: 'it is not, or not wholly', 2: 'it is refused' },
    },
  );
}
