import type { Command } from 'commander';
import { bashCompletion } from './completion/bash.js';
import { fishCompletion } from './completion/fish.js';
import { placesOf } from './completion/words.js';
import { zshCompletion } from './completion/zsh.js';
import type { Shell } from './shells.js';

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** `fleetwatch completion SHELL`: a script that completes commands, options and their choices. */
export function completionScript(shell: Shell, program: Command): string {
  return scripts[shell](placesOf(program));
}
