import type { Command, Option } from 'commander';
import { pathOf } from '../usage.js';

/** What may stand where a value is expected. `free`: only the user knows. */
export type Value =
  | { readonly kind: 'choices'; readonly choices: readonly string[] }
  | { readonly kind: 'file' | 'folder' | 'free' };

export interface CompletedOption {
  /** `--config`, and its short form where it has one. */
  readonly flags: readonly string[];
  readonly about: string;
  /** Absent for a switch. */
  readonly value?: Value;
}

/** What may follow the words that call one command. */
export interface Place {
  /** `fleetwatch change begin`. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly about: string }[];
  readonly options: readonly CompletedOption[];
  readonly argument: Value;
}

/** Every command of the program, with what may follow it. */
export function placesOf(command: Command): Place[] {
  return [placeOf(command), ...command.commands.flatMap(placesOf)];
}

/** The options of all places that take a value of this kind, each as `path --option`. */
export function valued(places: readonly Place[], kind?: Value['kind']): string[] {
  return places.flatMap(({ path, options }) =>
    options
      .filter(({ value }) => value !== undefined && (kind === undefined || value.kind === kind))
      .flatMap(({ flags }) => flags.map((flag) => `${path} ${flag}`)),
  );
}

/** Places below others, as the shell comes to them: a place and one more word. */
export function deeper(places: readonly Place[]): string[] {
  return places.map(({ path }) => path).filter((path) => path.includes(' '));
}

const help: CompletedOption = { flags: ['--help'], about: 'how it is used' };

function placeOf(command: Command): Place {
  const values = command.registeredArguments.map((one) => expectedAt(one.name(), one.argChoices));
  const choices = values.flatMap((value) => (value.kind === 'choices' ? value.choices : []));
  return {
    path: pathOf(command),
    commands: command.commands.map((child) => ({ name: child.name(), about: child.description() })),
    options: [...optionsOf(command), help],
    argument:
      choices.length > 0
        ? { kind: 'choices', choices }
        : (values.find(({ kind }) => kind === 'file' || kind === 'folder') ?? { kind: 'free' }),
  };
}

/** Options of a command stand behind its sub-commands as well; Commander reads them there. */
function optionsOf(command: Command): CompletedOption[] {
  const inherited = command.parent === null || command.parent.parent === null ? [] : optionsOf(command.parent);
  const own = command.options.map(optionOf);
  const isOwn = ({ flags }: CompletedOption) => own.some((one) => flags.some((flag) => one.flags.includes(flag)));
  return [...own, ...inherited.filter((one) => !isOwn(one))];
}

function optionOf({ long, short, description, flags, argChoices, required, optional }: Option): CompletedOption {
  const names = [long, short].filter((name) => name !== undefined && name !== null);
  if (!required && !optional) return { flags: names, about: description };
  return {
    flags: names,
    about: description,
    value: expectedAt(/[<[](.+?)(?:\.\.\.)?[>\]]/.exec(flags)?.[1] ?? '', argChoices),
  };
}

/** By the name that the help shows: `<file>`, `[paths...]`, `<folder>`. */
function expectedAt(name: string, choices: readonly string[] | undefined): Value {
  if (choices !== undefined) return { kind: 'choices', choices };
  if (/^(files?|paths?)$/.test(name)) return { kind: 'file' };
  return { kind: name === 'folder' ? 'folder' : 'free' };
}

/** Options with choices, each as `path --option`, together with them. */
export function choicesOf(places: readonly Place[]): { readonly at: string; readonly choices: readonly string[] }[] {
  return places.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) =>
      value?.kind === 'choices' ? flags.map((flag) => ({ at: `${path} ${flag}`, choices: value.choices })) : [],
    ),
  );
}
