import { basename } from 'node:path';

/** Long options that take a value; the short ones are -W and -X (python3 --help). */
const longWithValue = '--check-hash-based-pycs';

/**
 * Whether a Python interpreter runs. What merely has a script among its arguments, an editor or `timeout python3 ...`,
 * is not the agent.
 */
export function isPython(argv: readonly string[]): boolean {
  return /^(?:python|pypy)/.test(basename(argv[0] ?? ''));
}

/**
 * The script that a Python interpreter runs, as written: its first argument that is no option. Nothing where it runs a
 * module, a command or its standard input. Other scripts may follow, as arguments of the first one.
 */
export function scriptOf(argv: readonly string[]): string | undefined {
  for (let at = 1; at < argv.length; at++) {
    const argument = argv[at] ?? '';
    if (argument === '--') return argv[at + 1];
    if (!argument.startsWith('-')) return argument === '' ? undefined : argument;
    const option = readOption(argument);
    if (option === 'program') return undefined;
    if (option === 'wants value') at++;
  }
  return undefined;
}

/** Short options may be joined (`-uW ignore`), and a value may be joined to its option (`-Wignore`). */
function readOption(argument: string): 'program' | 'wants value' | 'flag' {
  if (argument.startsWith('--')) return argument === longWithValue ? 'wants value' : 'flag';
  const letters = argument.slice(1);
  const special = letters.search(/[cmWX]/);
  const letter = letters[special];
  // A lone `-` is standard input.
  if (letters === '' || letter === 'c' || letter === 'm') return 'program';
  return letter !== undefined && special === letters.length - 1 ? 'wants value' : 'flag';
}
