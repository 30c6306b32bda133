import type { Command } from 'commander';
import { parsePort } from '../parsers.js';
import { runDirectory, toolsDirectory } from '../places.js';
import type { UpArguments } from '../up.js';

/** `fleetwatch up`. */
export function defineUp(program: Command): void {
  program
    .command('up')
    .description('run the whole stack as local processes: exporters, Prometheus, Alertmanager, pager')
    .option('--config <file>', 'settings of the fleet to watch; without it the demo fleet runs')
    .option('--simulate', 'simulate the agents of the configured machines')
    .option('--run-directory <folder>', 'logs, pages and data', runDirectory)
    .option('--tools-directory <folder>', 'servers unpacked from Debian packages', toolsDirectory)
    .option('--prometheus-port <port>', 'port of Prometheus', parsePort, 9090)
    .option('--alertmanager-port <port>', 'port of Alertmanager', parsePort, 9093)
    .option('--pager-port <port>', 'port of the pager', parsePort, 9879)
    .option('--grafana-port <port>', 'port of Grafana, where a Grafana server is on the PATH', parsePort, 3000)
    .option('--no-grafana', 'leave Grafana out')
    .action(async ({ grafana, ...options }: UpArguments & { readonly grafana: boolean }) => {
      const { upCommand } = await import('../up.js');
      process.exitCode = await upCommand(grafana ? options : { ...options, grafanaPort: undefined });
    });
}
