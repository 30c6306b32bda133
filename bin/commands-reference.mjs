// Writes docs/commands.md from the definitions of the built program; run it after a build.
// `--check` writes nothing and exits with 1 where the committed page differs.
import { readFile, writeFile } from 'node:fs/promises';
import { guidanceOf } from '../dist/cli/guidance.js';
import { fleetwatchProgram } from '../dist/cli/program.js';
import { pathOf } from '../dist/cli/usage.js';

const page = new URL('../docs/commands.md', import.meta.url);

const text = `${[
  '# Commands',
  '',
  'Written from the definitions of the program. `fleetwatch COMMAND --help` says the same in a terminal. In the folder of the',
  'project `npx fleetwatch` is `fleetwatch`; `sudo npm link`, typed there once, puts it on the `PATH` of everybody.',
  '',
  'For every command: exit code 0 is good news, 1 says that something was found, 2 that it could not run or was used wrongly.',
  'What went wrong stands on standard error: what, where, why it matters, what to do. `NO_COLOR` is heeded. Checks,',
  'scans, plans and gates that take more than two seconds say on a terminal that they go on.',
  '',
  '## Completion in the shell',
  '',
  'It completes `fleetwatch` on the `PATH`, from the next shell on. bash has its package `bash-completion` read the script; zsh',
  'needs `fpath=(~/.zfunc $fpath)` before `compinit` in `~/.zshrc`.',
  '',
  '```sh',
  ...completionExamples().map(([commandLine]) => commandLine),
  '```',
  '',
  ...fleetwatchProgram().commands.flatMap(section),
].join('\n')}`;

const committed = await readFile(page, 'utf8').catch(() => undefined);
if (committed !== text && process.argv.includes('--check')) {
  process.stderr.write(
    'docs/commands.md: differs from the definitions of the program; run `node bin/commands-reference.mjs`\n',
  );
  process.exitCode = 1;
} else if (committed !== text) {
  await writeFile(page, text);
}

/** Where a command runs by itself and has others below it, these take its options too. */
function ofParent({ parent }) {
  if (guidanceOf(parent) === undefined) return [];
  return [`The options of \`${pathOf(parent)}\` that fit it hold here too.`, ''];
}

function completionExamples() {
  const completion = fleetwatchProgram().commands.find((command) => command.name() === 'completion');
  return guidanceOf(completion).examples;
}

/** A command that only holds others has no section of its own. */
function section(command) {
  const guidance = guidanceOf(command);
  const below = command.commands.flatMap(section);
  if (guidance === undefined) return below;
  const { examples, exits } = guidance;
  const things = [
    ...command.registeredArguments.map((one) => [shown(one), about(one)]),
    ...command.options.map((one) => [one.flags, about(one)]),
  ];
  return [
    `## ${pathOf(command)}`,
    '',
    `${sentence(command.description())}`,
    '',
    '```sh',
    ...examples.flatMap(([commandLine, purpose]) => [`# ${purpose}`, commandLine]),
    '```',
    '',
    ...(things.length === 0 ? [] : ['| | |', '|---|---|', ...things.map(row), '']),
    ...ofParent(command),
    '| exit code | |',
    '|---|---|',
    ...Object.entries(exits).map(row),
    '',
    ...below,
  ];
}

function shown(argument) {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function about({ description, argChoices, defaultValue, defaultValueDescription, mandatory }) {
  const notes = [
    ...(mandatory ? ['needed'] : []),
    ...(argChoices === undefined ? [] : [`one of ${argChoices.map((choice) => `\`${choice}\``).join(', ')}`]),
    ...defaultOf(defaultValue, defaultValueDescription),
  ];
  return `${description}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}

/** Switches are off and lists empty: that need not be said. */
function defaultOf(value, described) {
  if (described !== undefined) return [`default: ${described}`];
  if (typeof value === 'string' || typeof value === 'number') return [`default: \`${value}\``];
  return [];
}

function row([what, meaning]) {
  return `| \`${what}\` | ${meaning.replaceAll('|', '\\|')} |`;
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}
