import type { Command } from 'commander';

/** What help and reference say of a command besides its options. */
export interface Guidance {
  /** Command lines to copy, each with what it is for. */
  readonly examples: readonly (readonly [commandLine: string, purpose: string])[];
  /** What the exit codes say; a code that the command never ends with is absent. */
  readonly exits: Readonly<Partial<Record<0 | 1 | 2, string>>>;
}

const known = new WeakMap<Command, Guidance>();

/** Adds examples and exit codes to the help of a command. */
export function guide(command: Command, guidance: Guidance): void {
  known.set(command, guidance);
  command.addHelpText('after', () => `\n${guidanceText(guidance)}`);
}

/** Nothing for a command that only holds others. */
export function guidanceOf(command: Command): Guidance | undefined {
  return known.get(command);
}

function guidanceText({ examples, exits }: Guidance): string {
  const shown = examples.flatMap(([commandLine, purpose]) => [`  # ${purpose}`, `  ${commandLine}`]);
  const codes = Object.entries(exits).map(([code, meaning]) => `  ${code}  ${meaning}`);
  return ['Examples:', ...shown, '', 'Exit codes:', ...codes].join('\n');
}
