import type { Command } from 'commander';
import type { DoctorArguments } from '../doctor.js';
import { guide } from '../guidance.js';
import { toolsDirectory } from '../places.js';
import { progressed } from '../progress.js';
import { surroundings } from '../surroundings.js';

/** Time for one answer of a server, in milliseconds. */
const answerMilliseconds = 5000;

/** `fleetwatch doctor`. */
export function defineDoctor(program: Command): void {
  guide(
    program
      .command('doctor')
      .description('say whether everything is set up as it has to be: what was seen, why it matters, what to do')
      .requiredOption('--config <file>', 'settings file (fleetwatch.yaml)')
      .option('--machine <name>', 'the machine that this is, one of `machines` in the settings')
      .option('--json', 'for programs', false)
      .action(async (options: DoctorArguments) => {
        const [{ doctorCommand }, { askWithin }, { promtoolVersion }, { toolsPath }] = await Promise.all([
          import('../doctor.js'),
          import('../../doctor/ask.js'),
          import('../../stack/toolVersion.js'),
          import('../../stack/tools.js'),
        ]);
        const examined = doctorCommand(options, {
          ...surroundings(),
          ask: askWithin(answerMilliseconds, Date.now),
          nodeVersion: process.versions.node,
          promtoolVersion: () => promtoolVersion(toolsPath(toolsDirectory)),
          user: process.getuid?.() ?? 0,
        });
        // A file system that hangs keeps a thread: nobody waits for it.
        process.exit(await progressed('looking at the set-up', examined));
      }),
    {
      examples: [
        ['fleetwatch doctor --config fleetwatch.yaml --machine alpha', 'before the first start, and after each change'],
        ['fleetwatch doctor --config fleetwatch.yaml --machine alpha --json', 'for a monitoring of one’s own'],
      ],
      exits: { 0: 'nothing failed', 1: 'something did', 2: 'the settings cannot be used' },
    },
  );
}
