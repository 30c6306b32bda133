import type { Argument, Command, Option } from 'commander';
import { InvalidArgumentError } from 'commander';
import { nearest } from '../document/nearest.js';

/** Makes every command of the tree say what was most likely meant, and where to read on, when it is used wrongly. */
export function completeUsage(command: Command): void {
  command.showHelpAfterError(`\`${pathOf(command)} --help\` says how it is used`);
  for (const one of [...command.options, ...command.registeredArguments]) suggestChoice(one);
  for (const child of command.commands) completeUsage(child);
}

/** The words that call a command: `fleetwatch change begin`. */
export function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** Commander lists the choices; which one was meant it does not say. */
function suggestChoice(one: Option | Argument): void {
  const { argChoices: choices, parseArg: parse } = one;
  if (choices === undefined || parse === undefined) return;
  one.argParser((text, earlier) => {
    const near = choices.includes(text) ? undefined : nearest(text, choices);
    if (near === undefined) return parse(text, earlier);
    throw new InvalidArgumentError(`Did you mean ${near}? Allowed choices are ${choices.join(', ')}.`);
  });
}
