import { type Command, Option } from 'commander';
import { guide } from '../guidance.js';
import { parsePort } from '../parsers.js';
import { runDirectory, toolsDirectory } from '../places.js';
import type { UpArguments } from '../up.js';

/** `fleetwatch up`. */
export function defineUp(program: Command): void {
  guide(
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
      .addOption(
        new Option('--hubs <how-many>', 'two: a second Prometheus and Alertmanager, and a store for both')
          .choices(['one', 'two'])
          .default('one'),
      )
      .option('--store-port <port>', 'port of the store of two hubs', parsePort, 9428)
      .option('--grafana-port <port>', 'port of Grafana, where a Grafana server is on the PATH', parsePort, 3000)
      .option('--no-grafana', 'leave Grafana out')
      .action(async ({ grafana, ...options }: UpArguments & { readonly grafana: boolean }) => {
        const { upCommand } = await import('../up.js');
        process.exitCode = await upCommand(grafana ? options : { ...options, grafanaPort: undefined });
      }),
    {
      examples: [
        ['fleetwatch up', 'the demo fleet and the whole stack, until Ctrl-C'],
        ['fleetwatch up --config fleetwatch.yaml', 'the stack for the machines that are this one'],
        ['fleetwatch up --config fleetwatch.yaml --simulate', 'with simulated agents'],
      ],
      exits: { 0: 'it was told to stop', 2: 'it cannot start, or a service ended by itself' },
    },
  );
}
