import { Argument, type Command } from 'commander';
import { exitCodes } from '../exit.js';
import { guide } from '../guidance.js';
import { type Shell, shells } from '../shells.js';

/** `fleetwatch completion`. */
export function defineCompletion(program: Command): void {
  guide(
    program
      .command('completion')
      .description('print a script by which a shell completes commands, options and choices')
      .addArgument(new Argument('<shell>', 'the shell').choices(shells))
      .action(async (shell: Shell) => {
        const { completionScript } = await import('../completion.js');
        process.stdout.write(completionScript(shell, program));
        process.exitCode = exitCodes.clean;
      }),
    {
      examples: [
        [inFolder('bash', '~/.local/share/bash-completion/completions', 'fleetwatch'), 'bash, from the next shell on'],
        [inFolder('zsh', '~/.zfunc', '_fleetwatch'), 'zsh, with ~/.zfunc in fpath before compinit'],
        [inFolder('fish', '~/.config/fish/completions', 'fleetwatch.fish'), 'fish'],
      ],
      exits: { 0: 'it is printed', 2: 'there is no such shell' },
    },
  );
}

/** On a machine that is new, none of these folders is there. */
function inFolder(shell: Shell, folder: string, file: string): string {
  return `mkdir -p ${folder} && fleetwatch completion ${shell} > ${folder}/${file}`;
}
