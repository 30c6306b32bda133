#!/usr/bin/env -S node --max-semi-space-size=4
import { Command, Option } from 'commander';
import type { ScanRequest } from '../scan/request.js';
import { version } from '../version.js';
import type { AckArguments, AckRemoveArguments, Keeper } from './ack.js';
import type { AlertmanagerRenderArguments } from './alertmanager.js';
import type { CheckArguments } from './check.js';
import type { DemoFaultArguments, DemoRunArguments } from './demo.js';
import { exitCodes } from './exit.js';
import type { MigrateArguments } from './migrate.js';
import type { PagerArguments } from './pager.js';
import { parseCount, parseListen, parseMilliseconds, parsePort, parseWords } from './parsers.js';
import type { PortsArguments } from './ports.js';
import type { ServeArguments } from './serve.js';
import { guardTerminal, printProblem } from './terminal.js';
import type { UpArguments } from './up.js';

const formats = ['text', 'json', 'sarif', 'github'];

/** Where a local stack keeps its logs, pages and data. */
const runDirectory = '.fleetwatch/run';
const toolsDirectory = '.fleetwatch/tools';

guardTerminal();

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

program
  .command('check')
  .description('look once for everything that is wrong in a fleet as it is written down')
  .argument('[files...]', 'start-up files; with --config, those of its machines to report on')
  .option('--config <file>', 'settings file (fleetwatch.yaml): check all of its machines')
  .option('--machine <name>', 'report on one machine of the settings')
  .option('--project-root <folder>', 'what script paths are relative to')
  .option('--only <words>', 'audits, risk letters and codes, separated by commas', parseWords, [])
  .addOption(
    severityOption('--min-severity <severity>', 'leave out what is less grave', ['error', 'warning', 'info'], 'info'),
  )
  .addOption(
    severityOption(
      '--fail-on <severity>',
      'least severity that gives exit code 1',
      ['error', 'warning', 'never'],
      'warning',
    ),
  )
  .option('--strict', 'unknown keys in start-up files are errors', false)
  .addOption(new Option('--format <format>', 'how to print').choices(formats).default('text'))
  .addOption(new Option('--json', 'short for --format json').implies({ format: 'json' }))
  .option('--baseline <file>', 'findings that are accepted for now')
  .option('--write-baseline', 'accept all findings that there are, for 90 days', false)
  .action(async (files: string[], options: Omit<CheckArguments, 'files'>) => {
    const { checkCommand } = await import('./check.js');
    process.exitCode = await checkCommand({ ...options, files }, surroundings());
  });

program
  .command('ports')
  .description('draw the port range of each machine, propose free ports, plan the removal of collisions')
  .argument('[files...]', 'start-up files; with --config, those of its machines')
  .option('--config <file>', 'settings file (fleetwatch.yaml)')
  .option('--machine <name>', 'one machine of the settings')
  .option('--free <agents>', 'propose ports for so many agents more', parseCount, 0)
  .option('--fix-plan', 'propose the fewest changes after which no two ports collide', false)
  .option('--json', 'for programs', false)
  .action(async (files: string[], options: Omit<PortsArguments, 'files'>) => {
    const { portsCommand } = await import('./ports.js');
    const colours = process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
    const width = process.stdout.columns ?? 80;
    process.exitCode = await portsCommand({ ...options, files }, { ...surroundings(), width, colours });
  });

const scan = program.command('scan').description('look for what should not be where it is');

scan
  .command('secrets')
  .description('look once for credentials in files, or on every surface of a machine')
  .argument('[paths...]', 'files and folders; the current folder where nothing else is named')
  .option('--stdin', 'what is piped in', false)
  .option('--config <file>', 'settings file (fleetwatch.yaml): the files that the exporter of a machine looks through')
  .option('--machine <name>', 'the machine, one of `machines` in the settings')
  .option('--audit', 'look at process lists, environments, files and logs of the machine', false)
  .option('--include <glob>', 'files below folders; may be given several times; all text unless given', oneMore, [])
  .option('--exclude <glob>', 'what is left out, instead of version control and installed packages', oneMore, [])
  .option('--rules-off <ids>', 'rules that are not used, separated by commas', parseWords, [])
  .addOption(new Option('--format <format>', 'how to print').choices(formats).default('text'))
  .addOption(new Option('--json', 'short for --format json').implies({ format: 'json' }))
  .option('--baseline <file>', 'leaks that are accepted for now')
  .option('--write-baseline', 'accept all leaks that there are, for 90 days', false)
  .option('--fingerprint-key-file <file>', 'know leaks again by their value, under a key that others share')
  .option('--accept <fingerprint>', 'accept a leak, in the file that the settings name')
  .option('--until <date>', 'last day on which it is accepted')
  .option('--reason <text>', 'why it is accepted')
  .action(async (paths: string[], options: Omit<ScanRequest, 'paths'>) => {
    const [{ scanCommand }, { readStdin }] = await Promise.all([import('./scan.js'), import('../scan/stdin.js')]);
    process.exitCode = await scanCommand({ ...options, paths }, { ...surroundings(), stdin: readStdin });
  });

program
  .command('migrate')
  .description('bring start-up files of an older layout into the current one')
  .argument('<files...>', 'start-up files')
  .option('--check', 'only say what would be done', false)
  .option('--agents-key <key>', 'key of a plain list of agents beside the usual ones')
  .option('--json', 'for programs', false)
  .action(async (files: string[], options: Omit<MigrateArguments, 'files'>) => {
    const { migrateCommand } = await import('./migrate.js');
    process.exitCode = await migrateCommand({ ...options, files }, surroundings());
  });

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
    const { alertmanagerRenderCommand } = await import('./alertmanager.js');
    process.exitCode = await alertmanagerRenderCommand(options, surroundings());
  });

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
  .action(async (alert: string, options: Omit<AckArguments, 'alert'>) => {
    const { ackCommand } = await import('./ack.js');
    process.exitCode = await ackCommand({ ...options, alert }, surroundings());
  });

// Options of `ack` that stand behind these words are options of `ack` all the same (Commander reads them there).
ack
  .command('list')
  .description('what is acknowledged')
  .action(async () => {
    const { ackListCommand } = await import('./ack.js');
    process.exitCode = await ackListCommand(ack.opts<Keeper>(), surroundings());
  });

ack
  .command('remove')
  .description('take an acknowledgement back')
  .argument('<id>', 'its id, as `ack list` shows it')
  .action(async (id: string) => {
    const { ackRemoveCommand } = await import('./ack.js');
    process.exitCode = await ackRemoveCommand({ ...ack.opts<Omit<AckRemoveArguments, 'id'>>(), id }, surroundings());
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
  .argument('<fault>', 'the fault (docs/faults.md), or `clear`')
  .option(
    '--ms <milliseconds>',
    'delay of `slow`, period of `restart-loop`, `leak-log` and `accept-queue`',
    parseMilliseconds,
  )
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

function severityOption(flags: string, about: string, choices: readonly string[], usual: string): Option {
  return new Option(flags, about).choices(choices).default(usual);
}

/** Another value of an option that may be given several times. */
function oneMore(text: string, earlier: readonly string[]): string[] {
  return [...earlier, text];
}

/** What commands that only read and print need of this process. */
function surroundings() {
  return {
    workingDirectory: process.cwd(),
    environment: process.env,
    now: Date.now,
    problem: printProblem,
    write: (text: string) => void process.stdout.write(text),
  };
}
