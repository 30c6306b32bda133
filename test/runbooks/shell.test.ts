import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, fenced } from '../../src/runbooks/guide/markdown.js';
import { shellLine } from '../../src/runbooks/guide/shell.js';

/** The arguments that a shell makes of a line, with these variables set. */
function argumentsIn(line: string, variables: Record<string, string> = {}): string[] {
  const script = `printf '%s\\0' ${line}`;
  const text = execFileSync('/bin/sh', ['-c', script], { env: { ...variables }, encoding: 'utf8' });
  return text.split('\0').slice(0, -1);
}

describe('a command as it is copied', () => {
  it.each([
    [['fleetwatch', 'check', '--only', 'A,B'], 'fleetwatch check --only A,B'],
    [['test', ''], "test ''"],
    [['grep', "it's", '$HOME', '`id`', 'a b'], "grep 'it'\\''s' '$HOME' '`id`' 'a b'"],
    [['cat', '{project_root}/boot.py'], 'cat "$project_root"/boot.py'],
    [['cat', 'a b{agent}!'], "cat 'a b'\"$agent\"'!'"],
    [['echo', '{{agent}'], "echo '{agent}'"],
  ])('%j is %s', (argv, line) => {
    expect(shellLine(argv)).toBe(line);
  });

  it('means the same to a shell, whatever is in it', () => {
    const argument = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary-ascii' }));
    const plain = argument.map((text) => text.replaceAll('\0', ''));
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 20 }), (argv) => {
        const template = argv.map((text) => text.replaceAll('{', '{{'));
        expect(argumentsIn(shellLine(template))).toStrictEqual(argv);
      }),
      { numRuns: 60 },
    );
  });

  it('takes a value as it is: it is not split, not matched with files, not run', () => {
    fc.assert(
      fc.property(fc.constantFrom('*', 'a  b', '$(id)', '`id`', '"; id; "', "'", '\n', '~', '-n', '\\'), (value) => {
        expect(argumentsIn(shellLine(['a{agent}b', '{agent}']), { agent: value })).toStrictEqual([`a${value}b`, value]);
      }),
    );
  });
});

describe('code on a page', () => {
  it('ends where it should, also where there are ticks in it', () => {
    expect(fenced('sh', 'a\n```\nb')).toBe('````sh\na\n```\nb\n````');
    expect(code('a`b')).toBe('``a`b``');
    expect(code('`')).toBe('`` ` ``');
  });
});
