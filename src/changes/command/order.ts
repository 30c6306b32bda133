import { resolve } from 'node:path';
import { type Command, fleetwatchWord } from '../../runbooks/model.js';
import { filled } from '../../runbooks/placeholders.js';

/** The program and its first arguments that stand for this very fleetwatch. */
export type Program = readonly [string, ...string[]];

/** A command with all its values: what the kernel is given. */
export interface Order {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly directory: string;
  readonly deadlineSeconds: number;
  /** Private folder of the change, the `HOME` of what runs. */
  readonly home: string;
}

/**
 * Fills a command of a runbook in. `values` are those of the change and of the machine; nothing else can get into it.
 * Throws where one is missing, which a change that was begun has not.
 */
export function orderOf(command: Command, values: ReadonlyMap<string, string>, program: Program): Order {
  const [first, ...rest] = command.argv.map((argument) => filled(argument, values));
  const isOwn = command.argv[0] === fleetwatchWord;
  const [file, ...leading] = isOwn ? program : [first ?? ''];
  return {
    file: file ?? '',
    arguments: [...leading, ...rest],
    directory: resolve(values.get('project_root') ?? '/', filled(command.directory, values)),
    deadlineSeconds: command.deadlineSeconds,
    home: values.get('change_directory') ?? '/nonexistent',
  };
}

/** Directories that are searched for programs, whatever fleetwatch itself was started with. */
export const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The whole environment of what runs. */
export function environmentOf({ home }: Order): Readonly<Record<'PATH' | 'LANG' | 'HOME', string>> {
  return { PATH: searchPath, LANG: 'C.UTF-8', HOME: home };
}
