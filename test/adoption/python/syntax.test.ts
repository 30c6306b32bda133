import { describe, expect, it } from 'vitest';
import { outlined } from './outline.js';

/** Valid Python, most of it such as the parser's own grammar does not know. */
const valid = [
  '',
  '\n\n',
  '# nothing\n',
  '\f\nx = 1\n\f\n',
  'x = 1.',
  'x = [1., 2.]',
  'x = 1.+2.',
  'x = yield',
  'x = (yield)',
  'def f():\n    yield\n',
  'x = lambda: (yield)',
  'lambda a, /, b, *, c=1: 0',
  'for x in *a, *b: pass',
  'a[*b]',
  'def f(*args: *Ts): pass',
  'with (open(a) as b, open(c) as d):\n    pass',
  'with (open(a) as b):\n    pass',
  'with a as self.x:\n    pass',
  'with a as b[0], c as (d, e):\n    pass',
  'with a as [b, c]:\n    import d\n',
  'async def f():\n    async with a as (b, c):\n        pass',
  '@a.b[0]\ndef f(): pass',
  '@(lambda f: f)\nclass C: pass',
  '@a.b(c).d\n@x or y\ndef f(): pass',
  '@a(\n    b\n)(c)\ndef f(): pass',
  '{a := 1}',
  'print',
  'print >> f, x',
  'print: int = 3',
  'print = 4',
  'if x: print\n',
  'print - 1',
  '[a for b, *c in d]',
  'f(a for b, *c in d)',
  'f"{x:=5}"',
  'f"{yield}"',
  'match a, b:\n    case 1, 2: pass',
  'match *a, b:\n    case _: pass',
  'match a < b:\n    # first\n    case True: pass',
  'match a if b else c:\n    case d: pass',
  'match a:\n    case A(): pass\n    case str() | int(): pass\n    case "a" "b": pass',
  'match = 1\nmatch.x()\nmatch(x)\ntype = 3',
  'class A[T: int]: pass',
  'type X[T] = list[T]',
  'try:\n    pass\nexcept* E as e:\n    pass',
  'try:\n    pass\nexcept A, B:\n    pass',
  'x = 0o777 + 0_0 + 0.5 + 00 + 0e1 + 0xFF + 09.5 + 1_000',
  'if a:\n\tb\n',
  'if a:\n    b\n# c\n  # d\n    e\n',
  'if a:\r\n    b\r\n\r\nelse:\r\n    c\r\n',
  'if a: \\\n  b\n',
  'if a: \\\r\n  b\r\nx = 1 + \\\r\n  2\r\n',
  'f"{a}"\r\ny = 1\r\n'.repeat(600),
  'if a:\r    b\rc\r',
  'x = (\n1,\n    2)\n',
  'if a:\n    """s\n"""\n    b',
];

/** Text that Python 3 refuses, and where. */
const broken: readonly (readonly [text: string, line: number, column: number, message: RegExp])[] = [
  ['class A\n    pass', 1, 8, /too early/],
  ['x = (1\ny = 2\n', 2, 1, /missing before `y`/],
  ['def f(:\n    pass\n', 1, 7, /`:`/],
  ['x = 1\nif x:\ny = 2\n', 3, 1, /missing before `y`|`y`/],
  ['a b c', 1, 3, /`b`/],
  ['import\n', 1, 7, /too early/],
  ['x = 1\n    y = 2\n', 2, 5, /indentation/],
  ['if x:\n        a\n    b\n', 3, 5, /indentation/],
  ['if x:\n        a\n\tb\n', 3, 2, /indentation/],
  ['if x:\n    a\n  else:\n    b\n', 3, 3, /./],
  ['x = 1\nprint "a"\n', 2, 1, /print/],
  ["print 'a', b", 1, 1, /print/],
  ['print a', 1, 1, /print/],
  ['if a <> b: pass', 1, 6, /<>/],
  ['raise E, "b"', 1, 1, /raise/],
  ['try:\n    a\nexcept E, e:\n    b\n', 1, 1, /except/],
  ['mode = 0777', 1, 8, /leading zero/],
  ['exec "a"', 1, 6, /./],
  ['x = `a`', 1, 5, /./],
];

describe('what is Python', () => {
  it.each(valid)('%j', (text) => {
    expect(outlined(text).problem).toBeUndefined();
  });
});

describe('what is none', () => {
  it.each(broken)('%j', (text, line, column, message) => {
    const { problem } = outlined(text);
    expect({ kind: problem?.kind, ...problem?.spot }).toEqual({ kind: 'syntax', line, column });
    expect(problem?.message).toMatch(message);
  });

  it('is told at its first place', () => {
    expect(outlined('x = 1\nprint "a"\ny = = 2\n').problem?.spot.line).toBe(2);
    expect(outlined('x = 1\ny = = 2\nprint "a"\n').problem?.spot.line).toBe(2);
  });

  it('is told where too deep a nest begins', () => {
    expect(outlined('x = 1\n'.repeat(20_000) + '['.repeat(200_000)).problem).toBeDefined();
  });
});
