import { type Command, InvalidArgumentError } from 'commander';
import { durationSeconds } from '../../gate/duration.js';
import { guide } from '../guidance.js';
import type { HubCompareArguments } from '../hub.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch hub` and what stands behind it. */
export function defineHub(program: Command): void {
  const hub = program
    .command('hub')
    .description('the hubs of the fleet: Prometheus and Alertmanager of a machine each');
  guide(
    hub
      .command('compare')
      .description('say what one hub has and another lacks: alerts, holes, series, samples')
      .requiredOption('--config <file>', 'settings file (fleetwatch.yaml) that names the hubs')
      .option('--window <duration>', 'how far back', windowSeconds, 3600)
      .option('--json', 'for programs', false)
      .action(async (options: HubCompareArguments) => {
        const { hubCompareCommand } = await import('../hub.js');
        process.exitCode = await hubCompareCommand(options, surroundings());
      }),
    {
      examples: [
        ['fleetwatch hub compare --config fleetwatch.yaml', 'the last hour'],
        ['fleetwatch hub compare --config fleetwatch.yaml --window 24h --json', 'the overlap of a cutover'],
      ],
      exits: {
        0: 'the hubs hold the same',
        1: 'one lacks something that another has',
        2: 'there are no two hubs, or one cannot be asked',
      },
    },
  );
}

/** From a minute to 35 days, which is what hubs keep. */
function windowSeconds(text: string): number {
  const seconds = /^(\d+[smhd])+$/.test(text) ? durationSeconds(text) : 0;
  if (seconds >= 60 && seconds <= 35 * 86_400) return seconds;
  throw new InvalidArgumentError('a window is a duration from 1m to 35d, such as 1h or 1d12h');
}
