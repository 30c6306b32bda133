import type { Command } from 'commander';
import type { AlertmanagerRenderArguments } from '../alertmanager.js';
import { surroundings } from '../surroundings.js';

/** `fleetwatch alertmanager render`. */
export function defineAlertmanager(program: Command): void {
  program
    .command('alertmanager')
    .description('who is told what')
    .command('render')
    .description("write Alertmanager's configuration from the settings")
    .option('--config <file>', 'settings file (fleetwatch.yaml); without it the bundled demo')
    .option('--output <file>', 'where to write it, with templates/ beside it; printed unless given')
    .option('--rules <file>', 'where to write the escalation rules of Prometheus')
    .option('--check', 'write nothing, say what is not current', false)
    .action(async (options: AlertmanagerRenderArguments) => {
      const { alertmanagerRenderCommand } = await import('../alertmanager.js');
      process.exitCode = await alertmanagerRenderCommand(options, surroundings());
    });
}
