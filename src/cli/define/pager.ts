import type { Command } from 'commander';
import { guide } from '../guidance.js';
import type { PagerArguments } from '../pager.js';
import { parseListen } from '../parsers.js';
import { runDirectory } from '../places.js';

/** `fleetwatch pager`. */
export function definePager(program: Command): void {
  guide(
    program
      .command('pager')
      .description('receive pages from Alertmanager: print and keep them')
      .option('--listen <host:port>', 'address to listen on', parseListen, { host: '127.0.0.1', port: 9879 })
      .option('--file <file>', 'where pages are kept, one JSON object a line', `${runDirectory}/pages.jsonl`)
      .option('--json', 'for programs: one page a line', false)
      .action(async (options: PagerArguments) => {
        const { pagerCommand } = await import('../pager.js');
        process.exitCode = await pagerCommand(options);
      }),
    {
      examples: [['fleetwatch pager --listen 127.0.0.1:9879', 'what Alertmanager sends is printed and kept']],
      exits: { 0: 'it was told to stop', 2: 'it cannot listen' },
    },
  );
}
