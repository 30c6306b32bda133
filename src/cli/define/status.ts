import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { guide } from '../guidance.js';
import { parseCount } from '../parsers.js';
import type { StatusArguments } from '../status.js';
import { surroundings } from '../surroundings.js';
import { interruptSignal } from '../terminal.js';

/** `fleetwatch status`. */
export function defineStatus(program: Command): void {
  guide(
    program
      .command('status')
      .description('the board in a terminal: who is up, where to begin, findings, changes, the exporter itself')
      .option('--config <file>', 'settings file (fleetwatch.yaml): the exporters of all its machines')
      .option('--machine <name>', 'one machine of the settings')
      .option('--url <url>', 'address of one exporter, instead of the settings')
      .option('--watch', 'again and again, until Ctrl-C', false)
      .option('--interval <seconds>', 'time between two looks of --watch', parseCount, 5)
      .option('--json', 'for programs; with --watch one line a look', false)
      .action(async ({ interval, ...options }: StatusArguments & { readonly interval: number }) => {
        const { statusCommand } = await import('../status.js');
        const signal = interruptSignal();
        process.exitCode = await statusCommand(options, {
          ...surroundings(),
          screen,
          signal,
          // Rejects when it is aborted, which only ends the wait.
          pause: () => delay(Math.max(1, interval) * 1000, undefined, { signal }).catch(() => undefined),
        });
      }),
    {
      examples: [
        ['fleetwatch status --config fleetwatch.yaml', 'all machines, once'],
        ['fleetwatch status --url http://127.0.0.1:9877 --watch', 'one machine, kept on the screen'],
      ],
      exits: { 0: 'nothing is wrong', 1: 'something is', 2: 'an exporter does not answer' },
    },
  );
}

/** NO_COLOR (https://no-color.org) counts where it is not empty; whoever is no terminal gets whole lines. */
function screen() {
  const { isTTY, columns } = process.stdout;
  return {
    width: isTTY ? (columns ?? 80) : Number.POSITIVE_INFINITY,
    colours: isTTY === true && (process.env.NO_COLOR ?? '') === '',
    redraws: isTTY === true,
  };
}
