import type { ParsedDocument } from '../../document/parse.js';
import { shown } from '../../document/wording.js';
import type { Finding } from '../../finding.js';
import { fleetwatchWord } from '../model.js';
import { namesIn } from '../placeholders.js';
import { commandsIn, type PlacedCommand } from '../reading/commands.js';
import type { RunbookFile } from '../runbook.generated.js';
import { problem } from './problem.js';

/** Programs that are wherever an agent runs, or whose absence the step itself shows. */
const wellKnown: ReadonlySet<string> = new Set([
  ...['cmp', 'curl', 'diff', 'docker', 'git', 'grep', 'logrotate', 'python3', 'stat', 'systemctl', 'test'],
]);

/** Programs that take an argument for program text, and the options that say so. */
const interpreters = /^(?:(?:ba|da|k|z)?sh|python[\d.]*|node|perl|ruby)$/;
const textOption = /^-[A-Za-z]*[ce]$/;

/** What is wrong with the programs that the commands of a file start. */
export function programProblems(file: RunbookFile, document: ParsedDocument): Finding[] {
  return commandsIn(file).flatMap((command) => [
    ...foundProblems(command, document),
    ...textProblems(command, document),
  ]);
}

function foundProblems({ argv: [program = ''], path }: PlacedCommand, document: ParsedDocument): Finding[] {
  const isFound = program.startsWith('/') || /^\{[a-z_]+\}\//.test(program) || wellKnown.has(program);
  if (isFound || program === fleetwatchWord) return [];
  return [
    problem('runbook-program', 'warning', document.placeOfValue([...path, 0]), {
      message: `\`${shown(program)}\` is neither an absolute path nor a program that is known to be there`,
      why: 'which program is started, and whether any, depends on the machine',
      remedy: `write its absolute path, or use ${[fleetwatchWord, ...wellKnown].join(', ')}`,
    }),
  ];
}

/** `sh -c 'rm {file}'`: the value of a parameter would be run as a program. */
function textProblems({ argv, path }: PlacedCommand, document: ParsedDocument): Finding[] {
  const [program = '', ...rest] = argv;
  if (!interpreters.test(program.slice(program.lastIndexOf('/') + 1))) return [];
  const option = rest.findIndex((argument) => textOption.test(argument));
  const text = option + 2;
  if (option === -1 || namesIn(argv[text] ?? '').length === 0) return [];
  return [
    problem('runbook-program-text', 'error', document.placeOfValue([...path, text]), {
      message: 'a value is put into program text',
      why: 'a value with quotes or line ends in it would be run as a program',
      remedy: 'give the value as an argument of its own: `$1` in a shell, `sys.argv[1]` in Python',
    }),
  ];
}
