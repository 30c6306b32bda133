import type { Command } from 'commander';
import type { AckArguments, AckRemoveArguments, Keeper } from '../ack.js';
import { guide } from '../guidance.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch ack` and what stands behind it. */
export function defineAck(program: Command): void {
  const ack = program
    .command('ack')
    .description('say that somebody is at a critical alert: stops its escalation, hides nothing')
    .argument('<alert>', 'the alert, such as FleetAgentDown')
    .option('--machine <name>', 'on this machine; on all unless given')
    .option('--agent <name>', 'of this agent; of all unless given')
    .option('--for <duration>', 'how long, 24h at most', '1h')
    .option('--by <name>', 'who is at it')
    .option('--reason <text>', 'what is being done')
    .option('--config <file>', 'settings file (fleetwatch.yaml) of the exporter that keeps it')
    .option('--on <machine>', 'the machine of that exporter, one of `machines` in the settings')
    .option('--state-directory <folder>', 'its state directory, where `serve` was given one')
    .option('--json', 'for programs', false)
    .action(async (alert: string, options: Omit<AckArguments, 'alert'>) => {
      const { ackCommand } = await import('../ack.js');
      process.exitCode = await ackCommand({ ...options, alert }, surroundings());
    });
  guide(ack, {
    examples: [
      [
        'fleetwatch ack FleetAgentDown --agent TrainTracker --by NAME --config fleetwatch.yaml',
        'somebody is at it, for an hour',
      ],
    ],
    exits: { 0: 'it is acknowledged', 2: 'it is refused, or nothing can be kept' },
  });

  // Options of `ack` that stand behind these words are options of `ack` all the same (Commander reads them there).
  guide(
    ack
      .command('list')
      .description('what is acknowledged')
      .action(async () => {
        const { ackListCommand } = await import('../ack.js');
        process.exitCode = await ackListCommand(ack.opts<Keeper>(), surroundings());
      }),
    {
      examples: [
        ['fleetwatch ack list --config fleetwatch.yaml', 'all that is acknowledged'],
        ['fleetwatch ack list --config fleetwatch.yaml --json', 'the same for programs'],
      ],
      exits: { 0: 'they are listed', 2: 'they cannot be read' },
    },
  );

  guide(
    ack
      .command('remove')
      .description('take an acknowledgement back')
      .argument('<id>', 'its id, as `ack list` shows it')
      .action(async (id: string) => {
        const { ackRemoveCommand } = await import('../ack.js');
        process.exitCode = await ackRemoveCommand(
          { ...ack.opts<Omit<AckRemoveArguments, 'id'>>(), id },
          surroundings(),
        );
      }),
    {
      examples: [['fleetwatch ack remove 3f2a --by NAME --config fleetwatch.yaml', 'its escalation goes on']],
      exits: { 0: 'it is taken back', 2: 'no such acknowledgement, or nothing can be kept' },
    },
  );
}
