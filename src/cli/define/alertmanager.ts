import type { Command } from 'commander';
import type { AlertmanagerRenderArguments } from '../alertmanager.js';
import { guide } from '../guidance.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch alertmanager render`. */
export function defineAlertmanager(program: Command): void {
  guide(
    program
      .command('alertmanager')
      .description('who is told what')
      .command('render')
      .description("write Alertmanager's configuration from the settings")
      .option('--config <file>', 'settings file (fleetwatch.yaml); without it the bundled demo')
      .option('--output <file>', 'where to write it, with templates/ beside it; printed unless given')
      .option('--rules <file>', 'where to write the escalation rules of Prometheus')
      .option('--check', 'write nothing, say what is not current', false)
      .option('--json', 'for programs', false)
      .action(async (options: AlertmanagerRenderArguments) => {
        const { alertmanagerRenderCommand } = await import('../alertmanager.js');
        process.exitCode = await alertmanagerRenderCommand(options, surroundings());
      }),
    {
      examples: [
        [
          'fleetwatch alertmanager render --config fleetwatch.yaml --output alertmanager/alertmanager.yml',
          'write it, with its templates',
        ],
        [
          'fleetwatch alertmanager render --config fleetwatch.yaml --output alertmanager/alertmanager.yml --check',
          'say whether it is what the settings give',
        ],
      ],
      exits: {
        0: 'it is written, or current',
        1: 'with --check: it is not current',
        2: 'the settings cannot be used, or a file cannot be written',
      },
    },
  );
}
