import { existsSync, readFileSync } from 'node:fs';
import { type Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { fleetwatchProgram } from '../../src/cli/program.js';
import { commandsIn, fleetwatchWords, type ShownCommand } from './commands.js';
import { allDocuments } from './documents.js';

const shown = allDocuments().flatMap(commandsIn);
const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));

/** A sentence may name a command without what it needs. */
const incomplete = [
  'commander.missingArgument',
  'commander.missingMandatoryOptionValue',
  'commander.optionMissingArgument',
  'commander.help',
];

/** What the program says of the words; nothing where it would run. */
async function problemOf(words: readonly string[], mayBeIncomplete: boolean): Promise<string | undefined> {
  const program = fleetwatchProgram();
  disarm(program);
  try {
    await program.parseAsync(words, { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // `$window`: a parameter of a procedure, which its reader fills in.
    const isParameter = error.code === 'commander.invalidArgument' && error.message.includes("argument '$");
    const isFine = error.exitCode === 0 || isParameter || (mayBeIncomplete && incomplete.includes(error.code));
    return isFine ? undefined : error.message;
  }
}

/** The same definitions, with nothing behind them. */
function disarm(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  if (command.commands.length === 0 || command.registeredArguments.length > 0) command.action(() => undefined);
  for (const child of command.commands) disarm(child);
}

async function problemsOf({ file, line, words, shown: how }: ShownCommand): Promise<string[]> {
  const said = (problem: string) => [`${file}:${line}: ${words.join(' ')}: ${problem}`];
  const own = fleetwatchWords(words);
  if (own !== undefined) {
    // `[--change ID]`, `…`
    const bare = own.map((word) => word.replaceAll(/^\[+|[\]…]+$/g, '')).filter((word) => word !== '');
    const named = how === 'inline' ? bare : own;
    const problem = await problemOf(named, how === 'inline');
    return problem === undefined ? [] : said(problem);
  }
  const [program, first, second] = words;
  const script = first === 'run' ? second : /^(start|test)$/.exec(first ?? '')?.[0];
  if (program === 'npm' && script !== undefined) {
    return script in scripts ? [] : said('package.json has no such script');
  }
  if (program === 'node' && first !== undefined && !first.startsWith('-')) {
    return existsSync(first) ? [] : said('there is no such file');
  }
  return [];
}

describe('the commands that documents show', () => {
  it('are found', () => {
    expect(shown.filter(({ shown: how }) => how === 'block').length).toBeGreaterThan(50);
    expect(shown.filter(({ shown: how }) => how === 'inline').length).toBeGreaterThan(50);
  });

  it('can be run as they are written', async () => {
    const different = new Map(shown.map((one) => [JSON.stringify([one.words, one.shown]), one]));
    expect((await Promise.all([...different.values()].map(problemsOf))).flat()).toStrictEqual([]);
  });
});

describe('what is read of a document', () => {
  it.each([
    ['```sh\nfleetwatch check a.yaml   # all of it\n```', [['fleetwatch', 'check', 'a.yaml']]],
    [
      '```sh\n$ A=1 fleetwatch plan \\\n  --json | jq . > out && npm test\n```',
      [
        ['fleetwatch', 'plan', '--json'],
        ['npm', 'test'],
      ],
    ],
    ['```yaml\nfleetwatch: check\n```', []],
    [
      '```sh\nfleetwatch ack A --reason \'it is "known"\'\n```',
      [['fleetwatch', 'ack', 'A', '--reason', 'it is "known"']],
    ],
    ['| a | b |\n|---|---|\n| x | `fleetwatch plan` |', [['fleetwatch', 'plan']]],
    ['- as\n  - `npx fleetwatch up` says', [['npx', 'fleetwatch', 'up']]],
  ])('%j', (text, expected) => {
    expect(commandsIn({ file: 'a.md', text }).map(({ words }) => words)).toStrictEqual(expected);
  });

  it.each([
    [['chek', 'a.yaml'], "unknown command 'chek'"],
    [['check', '--formt', 'json'], "unknown option '--formt'"],
    [['check', '--format', 'jsn'], 'Allowed choices'],
    [['serve'], "required option '--config <file>' not specified"],
    [['migrate'], "missing required argument 'files'"],
  ])('%j would not run', async (words, problem) => {
    expect(await problemOf(words, false)).toContain(problem);
  });
});
