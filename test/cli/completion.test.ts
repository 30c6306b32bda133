import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify, stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completionScript } from '../../src/cli/completion.js';
import { fleetwatchProgram } from '../../src/cli/program.js';
import { type Shell, shells } from '../../src/cli/shells.js';

const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'completion-'));
  for (const shell of shells) await writeFile(file(shell), completionScript(shell, fleetwatchProgram()));
});
afterAll(() => rm(folder, { recursive: true }));

function file(shell: Shell): string {
  return join(folder, `_fleetwatch.${shell}`);
}

function isHere(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** What each shell runs to complete a command line, of which the last word is not finished; one proposal a line. */
const asking: Readonly<Record<Shell, (words: readonly string[]) => readonly string[]>> = {
  bash: (words) => [
    '--norc',
    '-c',
    `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _fleetwatch; printf '%s\\n' "\${COMPREPLY[@]}"`,
    file('bash'),
    ...words,
  ],
  // The builtins of the line editor work in it alone: here they print what they were to propose.
  zsh: (words) => [
    '-fc',
    `compdef() : ; compset() : ; _files() : ; compadd() { shift; print -l -- "$@" }
     _describe() { print -l -- \${\${(P)@[-1]}%%:*} }
     source "$0"; words=("$@"); CURRENT=$#; _fleetwatch; true`,
    file('zsh'),
    ...words,
  ],
  fish: (words) => [
    '--no-config',
    '-c',
    `source ${file('fish')}; complete --do-complete "${words.join(' ')}" | string replace -r '\\t.*' ''; true`,
  ],
};

async function proposals(shell: Shell, words: readonly string[]): Promise<string[]> {
  const { stdout } = await run(shell, asking[shell](words));
  const last = words.at(-1) ?? '';
  return stdout.split('\n').filter((word) => word !== '' && word.startsWith(last));
}

describe.each(shells.map((shell) => [shell, isHere(shell)] as const))('%s', (shell, here) => {
  it.skipIf(!here)(`accepts the script (skipped where there is no ${shell})`, async () => {
    await run(shell, ['-n', file(shell)]);
  });

  it.skipIf(!here).each<[words: string[], proposed: string[]]>([
    [
      ['fleetwatch', 'ch'],
      ['change', 'check'],
    ],
    [['fleetwatch', 'change', 'com'], ['commit']],
    [['fleetwatch', 'check', '--form'], ['--format']],
    [['fleetwatch', 'check', '--format', 's'], ['sarif']],
    [
      ['fleetwatch', 'change', 'begin', 'risk-a', '--rollback', 'a'],
      ['approve', 'auto'],
    ],
    // The value of an option is no command, though it is called like one.
    [['fleetwatch', 'check', '--machine', 'change', '--min'], ['--min-severity']],
    // Options of `gate` stand behind `gate lint` as well.
    [['fleetwatch', 'gate', 'lint', '--js'], ['--json']],
    [
      ['fleetwatch', 'completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['fleetwatch', 'serve', '--machine', ''], []],
  ])(`%j (skipped where there is no ${shell})`, async (words, proposed) => {
    const found = await proposals(shell, words);
    const places = words.at(-1) === '' ? found.filter((word) => !word.startsWith('--')) : found;
    expect([...new Set(places)].sort()).toStrictEqual([...proposed].sort());
  });
});

describe('bash', () => {
  it('takes `--option=value` for an option with its value', async () => {
    expect(await proposals('bash', ['fleetwatch', 'check', '--format', '=', 's'])).toStrictEqual(['sarif']);
    expect(await proposals('bash', ['fleetwatch', 'check', '--machine', '=', 'x', '--strict', '--base'])).toStrictEqual(
      ['--baseline'],
    );
  });

  it.skipIf(!isHere('script'))(
    'completes on a terminal when the tabulator is pressed (skipped where there is no script(1))',
    async () => {
      const shell = 'bash --norc --noprofile -i';
      const terminal = spawn('script', ['-qec', shell, '/dev/null'], {
        env: { ...process.env, PS1: '$ ', TERM: 'dumb' },
      });
      let screen = '';
      terminal.stdout.on('data', (chunk: Buffer) => {
        screen += stripVTControlCharacters(chunk.toString());
      });
      const shows = async (text: string) => {
        for (const until = Date.now() + 10_000; Date.now() < until; await delay(20))
          if (screen.includes(text)) return true;
        return false;
      };
      try {
        terminal.stdin.write(`source ${file('bash')}; echo is-$((40 + 2))\n`);
        expect(await shows('is-42')).toBe(true);
        terminal.stdin.write('fleetwatch mig\t');
        expect(await shows('fleetwatch migrate ')).toBe(true);
        terminal.stdin.write('--agents\t');
        expect(await shows('fleetwatch migrate --agents-key ')).toBe(true);
      } finally {
        terminal.stdin.end('\u0003\u0004');
        terminal.kill('SIGHUP');
      }
    },
  );
});
