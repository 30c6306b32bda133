import { type Command, Option } from 'commander';
import { busModes } from '../../bus/mode.js';
import type { BusModeArguments, BusParityArguments, BusStatusArguments } from '../bus.js';
import type { BusStreamsArguments } from '../busStreams.js';
import { guide } from '../guidance.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch bus` and what stands behind it. */
export function defineBus(program: Command): void {
  const bus = program.command('bus').description('events of the fleet: how they are sent, and what came of them');
  defineStatus(bus);
  defineParity(bus);
  defineMode(bus);
  defineStreams(bus);
}

function asking(command: Command): Command {
  return command
    .option('--config <file>', 'settings file (fleetwatch.yaml) of the exporter')
    .option('--machine <name>', 'the machine, one of `machines` in the settings')
    .option('--url <address>', 'address of the exporter, instead of that of the settings')
    .option('--json', 'for programs', false);
}

function defineStatus(bus: Command): void {
  guide(
    asking(bus.command('status'))
      .description('what a machine sends, and what it has received of whom')
      .action(async (options: BusStatusArguments) => {
        const { busStatusCommand } = await import('../bus.js');
        process.exitCode = await busStatusCommand(options, surroundings());
      }),
    {
      examples: [['fleetwatch bus status --config fleetwatch.yaml --machine alpha', 'the bus as alpha sees it']],
      exits: { 0: 'all ways work', 1: 'a way is down, or brings less than another', 2: 'the exporter does not answer' },
    },
  );
}

function defineParity(bus: Command): void {
  guide(
    asking(bus.command('parity'))
      .description('whether HTTP and NATS bring the same events to a machine')
      .option('--of <machine>', 'only what this machine sends')
      .action(async (options: BusParityArguments) => {
        const { busParityCommand } = await import('../bus.js');
        process.exitCode = await busParityCommand(options, surroundings());
      }),
    {
      examples: [
        ['fleetwatch bus parity --config fleetwatch.yaml --machine alpha', 'before HTTP is switched off'],
        ['fleetwatch bus parity --url http://127.0.0.1:9877 --of beta --json', 'of one sender, for a program'],
      ],
      exits: { 0: 'both bring the same', 1: 'they do not', 2: 'nothing was compared, or the exporter does not answer' },
    },
  );
}

function defineMode(bus: Command): void {
  guide(
    bus
      .command('mode')
      .description('send events by other ways from now on, without a restart, until the settings say something new')
      .addArgument(bus.createArgument('<mode>', 'the ways').choices(busModes))
      .requiredOption('--config <file>', 'settings file (fleetwatch.yaml) of the exporter')
      .option('--machine <name>', 'the machine, one of `machines` in the settings')
      .option('--check', 'only say whether the exporter sends so', false)
      .option('--json', 'for programs', false)
      .action(async (mode: BusModeArguments['mode'], options: Omit<BusModeArguments, 'mode'>) => {
        const { busModeCommand } = await import('../bus.js');
        process.exitCode = await busModeCommand({ ...options, mode }, surroundings());
      }),
    {
      examples: [
        ['fleetwatch bus mode hybrid --config fleetwatch.yaml --machine alpha', 'on both ways, to compare them'],
        ['fleetwatch bus mode nats --config fleetwatch.yaml --machine alpha --check', 'whether it does'],
      ],
      exits: { 0: 'the exporter sends so', 1: 'it does not (yet)', 2: 'the settings cannot be used, or lack the way' },
    },
  );
}

function defineStreams(bus: Command): void {
  guide(
    bus
      .command('streams')
      .description("hold the streams of a machine's nats-server against what they are to be")
      .requiredOption('--config <file>', 'settings file (fleetwatch.yaml)')
      .option('--machine <name>', 'the machine, one of `machines` in the settings')
      .addOption(new Option('--apply', 'make and change them; a second time does nothing more').default(false))
      .addOption(new Option('--check', 'only say how they differ, which is the default').conflicts('apply'))
      .option('--username <name>', 'a user that may make streams, instead of that of the settings')
      .option('--password-file <file>', 'where its password is')
      .option('--json', 'for programs', false)
      .action(async (options: BusStreamsArguments) => {
        const { busStreamsCommand } = await import('../busStreams.js');
        process.exitCode = await busStreamsCommand(options, surroundings());
      }),
    {
      examples: [
        [
          'fleetwatch bus streams --apply --config fleetwatch.yaml --machine alpha --username streams --password-file /run/secrets/nats_streams',
          'make them on the server of alpha',
        ],
        ['fleetwatch bus streams --config fleetwatch.yaml --machine alpha', 'whether they are as they should be'],
      ],
      exits: {
        0: 'they are as they should be',
        1: 'they are not',
        2: 'the server does not answer, or is of another machine',
      },
    },
  );
}
