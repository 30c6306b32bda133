import type { Command } from 'commander';
import { guide } from '../guidance.js';
import type { JournalArguments } from '../journal.js';
import { surroundings } from '../surroundings.js';
import { kept } from './change.js';

/** `fleetwatch journal` and what stands behind it. */
export function defineJournal(program: Command): void {
  const journal = program.command('journal').description('what happened to changes, entry by entry');

  guide(
    kept(journal.command('list'))
      .description('the entries in their order')
      .option('--change <id>', 'those of one change')
      .action(async (options: JournalArguments) => {
        const { journalListCommand } = await import('../journal.js');
        process.exitCode = await journalListCommand(options, surroundings());
      }),
    {
      examples: [['fleetwatch journal list --config fleetwatch.yaml --json', 'every entry, for programs']],
      exits: { 0: 'they are listed', 1: 'part of the journal is not as it was written', 2: 'it cannot be read' },
    },
  );

  guide(
    kept(journal.command('verify'))
      .description('hold every entry against the chain; ends with 1 where it is not as it was written')
      .action(async (options: Omit<JournalArguments, 'change'>) => {
        const { journalVerifyCommand } = await import('../journal.js');
        process.exitCode = await journalVerifyCommand(options, surroundings());
      }),
    {
      examples: [['fleetwatch journal verify --config fleetwatch.yaml', 'hold it against its chain of hashes']],
      exits: { 0: 'it is as it was written', 1: 'it is not', 2: 'it cannot be read' },
    },
  );
}
