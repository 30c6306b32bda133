import { setTimeout as delay } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { formats } from '../formats.js';
import type { GateRunArguments } from '../gate.js';
import type { GateArguments, GateSurroundings } from '../gateAsked.js';
import type { GateLintArguments } from '../gateLint.js';
import type { GateReplayArguments } from '../gateReplay.js';
import { guide } from '../guidance.js';
import { progressed } from '../progress.js';
import { surroundings } from '../surroundings.js';
import { interruptSignal } from '../terminal.js';

/** `fleetwatch gate`, which asks Prometheus, and what stands behind it. */
export function defineGate(program: Command): void {
  const gate = program
    .command('gate')
    .description('decide on a change by queries: exit code 0 is go, 1 roll back, 2 neither can be said')
    .argument('<file>', 'gate file, runbook file, or id of a runbook')
    .option('--prometheus <url>', 'address of Prometheus; that of the settings, or http://127.0.0.1:9090')
    .addOption(
      new Option('--set <name=value>', 'value of a parameter; may be given several times')
        .argParser(oneValueMore)
        .default(new Map(), 'none'),
    )
    .option('--config <file>', 'settings file (fleetwatch.yaml)')
    .option('--machine <name>', 'the machine, one of `machines` in the settings')
    .option('--state-directory <folder>', 'where the last good run is kept; that of the settings unless given')
    .option('--baseline <file>', 'what was measured before the change')
    .option('--take-baseline <file>', 'measure it now and write it there, instead of running the gate')
    .option('--keep-as-good', 'keep what is measured as the last good run, whatever the verdict')
    .option('--record <file>', 'append each measurement, one JSON object a line')
    .option('--json', 'for programs', false)
    .action(async (file: string, options: Omit<GateRunArguments, 'file'>) => {
      const { gateCommand } = await import('../gate.js');
      const asked = gateCommand({ ...options, file }, gateSurroundings());
      process.exitCode = await progressed('asking Prometheus', asked);
    });
  guide(gate, {
    examples: [
      [
        'fleetwatch gate risk-a-script-paths --config fleetwatch.yaml --take-baseline before.json',
        'measure before a change',
      ],
      [
        'fleetwatch gate risk-a-script-paths --config fleetwatch.yaml --baseline before.json',
        'decide by queries, and by what was measured before',
      ],
      [
        'fleetwatch gate examples/gates/agents-healthy.yaml --set machine=alpha --prometheus http://127.0.0.1:9090',
        'a gate file; without a baseline what it compares is inconclusive',
      ],
    ],
    exits: { 0: 'go', 1: 'roll back', 2: 'neither can be said' },
  });

  // Options of `gate` that stand behind these words are options of `gate` all the same (Commander reads them there).
  guide(
    gate
      .command('lint')
      .description('look for what is wrong with gates, without asking anybody')
      .argument('<files...>', 'gate files and runbook files')
      .addOption(new Option('--format <format>', 'how to print').choices(formats).default('text'))
      .action(async (files: string[], { format }: Pick<GateLintArguments, 'format'>) => {
        const { gateLintCommand } = await import('../gateLint.js');
        const { json } = gate.opts<GateArguments>();
        process.exitCode = await gateLintCommand({ files, format: json ? 'json' : format }, surroundings());
      }),
    {
      examples: [['fleetwatch gate lint examples/gates/agents-healthy.yaml', 'without asking anybody']],
      exits: { 0: 'nothing is wrong with them', 1: 'something is', 2: 'a file cannot be read' },
    },
  );

  guide(
    gate
      .command('replay')
      .description('say what a gate would have decided in the past')
      .argument('<file>', 'gate file, runbook file, or id of a runbook')
      .requiredOption('--from <time>', 'first beginning: a time, or a duration before now such as 2h')
      .option('--to <time>', 'last beginning', 'now')
      .option('--step <duration>', 'time from one beginning to the next', '5m')
      .action(async (file: string, options: Pick<GateReplayArguments, 'from' | 'to' | 'step'>) => {
        const { gateReplayCommand } = await import('../gateReplay.js');
        const given = { ...gate.opts<Omit<GateArguments, 'file'>>(), ...options, file };
        process.exitCode = await progressed('asking Prometheus', gateReplayCommand(given, gateSurroundings()));
      }),
    {
      examples: [
        [
          'fleetwatch gate replay examples/gates/agents-healthy.yaml --set machine=alpha --from 2h --prometheus http://127.0.0.1:9090',
          'what it would have said in the last two hours',
        ],
      ],
      exits: { 0: 'go each time', 1: 'roll back at least once', 2: 'neither can be said' },
    },
  );
}

function gateSurroundings(): GateSurroundings {
  return {
    ...surroundings(),
    sleep: async (milliseconds, signal) => {
      // Rejects when it is aborted, which only ends the wait.
      await delay(milliseconds, undefined, { signal }).catch(() => undefined);
    },
    signal: interruptSignal(),
    runbookFile: async (id, ownFolder) => {
      const { loadRunbook, runbookFolders } = await import('../../runbooks/load.js');
      return (await loadRunbook(id, runbookFolders(ownFolder))).runbook?.file;
    },
  };
}

function oneValueMore(text: string, earlier: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('it takes name=value');
  return new Map([...earlier, [name, value]]);
}
