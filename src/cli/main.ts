#!/usr/bin/env node
import { Command } from 'commander';
import { version } from '../version.js';
import type { DemoFaultArguments, DemoRunArguments } from './demo.js';
import { exitCodes } from './exit.js';
import type { PagerArguments } from './pager.js';
import { parseListen, parseMilliseconds, parsePort } from './parsers.js';
import type { ServeArguments } from './serve.js';
import type { UpArguments } from './up.js';

/** Where a local stack keeps its logs, pages and data. */
const runDirectory = '.fleetwatch/run';
const toolsDirectory = '.fleetwatch/tools';

// Each command is loaded when it is used: the exporter need not carry the simulator, nor the other way round.
const program = new Command('fleetwatch')
  .description('Prometheus exporter and alerting stack for fleets of long-running agent processes')
  .version(version)
  .configureOutput({ outputError: (text, write) => write(`fleetwatch: ${text.replace(/^error: /, '')}`) })
  .exitOverride((error) => {
    // Commander leaves with 1 for wrong usage; here 1 says that something was found.
    process.exit(error.exitCode === 0 ? exitCodes.clean : exitCodes.couldNotRun);
  });

program
  .command('serve')
  .description('run the exporter of one machine')
  .requiredOption('--config <file>', 'settings file (fleetwatch.yaml)')
  .option('--machine <name>', 'the machine to watch, one of `machines` in the settings')
  .option('--state-directory <folder>', 'where counters outlive a restart')
  .action(async (options: ServeArguments) => {
    const { serveCommand } = await import('./serve.js');
    // Probes under way may take their whole timeout: nobody waits for them.
    process.exit(await serveCommand(options));
  });

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
  .action(async (options: UpArguments) => {
    const { upCommand } = await import('./up.js');
    process.exitCode = await upCommand(options);
  });

program
  .command('pager')
  .description('receive pages from Alertmanager: print and keep them')
  .option('--listen <host:port>', 'address to listen on', parseListen, { host: '127.0.0.1', port: 9879 })
  .option('--file <file>', 'where pages are kept, one JSON object a line', `${runDirectory}/pages.jsonl`)
  .action(async (options: PagerArguments) => {
    const { pagerCommand } = await import('./pager.js');
    process.exitCode = await pagerCommand(options);
  });

const demo = program.command('demo').description('a simulated fleet to try fleetwatch on');

demo
  .command('run')
  .description('run the demo fleet alone')
  .option('--config <file>', 'settings whose machines are simulated; without it the bundled demo')
  .option('--run-directory <folder>', 'logs and control socket', runDirectory)
  .action(async (options: DemoRunArguments) => {
    const { demoRunCommand } = await import('./demo.js');
    process.exitCode = await demoRunCommand(options);
  });

demo
  .command('fault')
  .description('switch a fault of a simulated agent on, or all off with `clear`')
  .argument('<agent>', 'agent, or machine/agent')
  .argument('<fault>', 'the fault, or `clear`')
  .option('--ms <milliseconds>', 'delay of `slow`, period of `restart-loop`', parseMilliseconds)
  .option('--run-directory <folder>', 'where the demo fleet runs from', runDirectory)
  .action(async (agent: string, fault: string, options: Omit<DemoFaultArguments, 'agent' | 'fault'>) => {
    const { demoFaultCommand } = await import('./demo.js');
    process.exitCode = await demoFaultCommand({ agent, fault, ...options });
  });

demo
  .command('status')
  .description('which simulated agents do not run as they should')
  .option('--run-directory <folder>', 'where the demo fleet runs from', runDirectory)
  .action(async (options: { runDirectory: string }) => {
    const { demoStatusCommand } = await import('./demo.js');
    process.exitCode = await demoStatusCommand(options.runDirectory);
  });

await program.parseAsync();
