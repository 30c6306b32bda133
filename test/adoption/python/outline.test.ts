import { describe, expect, it } from 'vitest';
import type { Meaning } from '../../../src/adoption/python/outline.js';
import { outlined } from './outline.js';

function meaningsIn(text: string): Record<string, Meaning> {
  return Object.fromEntries(outlined(text).bindings.map(({ name, meaning }) => [name, meaning]));
}

function member(member: string, level: number, ...path: string[]): Meaning {
  return { kind: 'member', module: { level, path }, member };
}

describe('imports', () => {
  it.each<readonly [string, Record<string, Meaning>]>([
    ['import a', { a: { kind: 'module', path: ['a'] } }],
    ['import a.b.c', { a: { kind: 'module', path: ['a'] } }],
    ['import a.b as c, d', { c: { kind: 'module', path: ['a', 'b'] }, d: { kind: 'module', path: ['d'] } }],
    ['from a.b import c', { c: member('c', 0, 'a', 'b') }],
    ['from a import (\n  b as c,\n  d,\n)', { c: member('b', 0, 'a'), d: member('d', 0, 'a') }],
    ['from . import a', { a: member('a', 1) }],
    ['from .a import b', { b: member('b', 1, 'a') }],
    ['from ...a.b import c as d', { d: member('c', 3, 'a', 'b') }],
    ['from .... import a', { a: member('a', 4) }],
    ['from a import match, type', { match: member('match', 0, 'a'), type: member('type', 0, 'a') }],
  ])('%j', (text, expected) => {
    expect(meaningsIn(text)).toEqual(expected);
  });

  it('with a star are kept apart, with their place among the bindings', () => {
    const { stars, bindings } = outlined('import a\nfrom ..b import *\nimport c');
    expect(stars).toEqual([{ module: { level: 2, path: ['b'] }, before: 1 }]);
    expect(bindings.map(({ name }) => name)).toEqual(['a', 'c']);
  });
});

describe('classes', () => {
  it.each<readonly [string, readonly string[]]>([
    ['class A: pass', []],
    ['class A(): pass', []],
    ['class A(B, c.d.E): pass', ['B', 'c.d.E']],
    ['class A(Generic[T], b.B[int, str]): pass', ['Generic', 'b.B']],
    ['class A(B, metaclass=M, flag=True): pass', ['B']],
    ['class A(with_metaclass(M, B, c.D)): pass', ['B', 'c.D']],
    ['class A(make(B)): pass', ['computed make B']],
    ['class A(*bases): pass', ['computed bases']],
    ['class A(B if c else D): pass', ['computed B c D']],
    ['@wrapped\nclass A(B): pass', ['B']],
    ['class A[T](B): pass', ['B']],
  ])('%j', (text, expected) => {
    const bases = outlined(text).classes[0]?.bases.map((base) =>
      base.kind === 'name'
        ? base.path.join('.')
        : ['computed', ...base.mentions.map((path) => path.join('.'))].join(' '),
    );
    expect(bases).toEqual(expected);
  });

  it('know the class around them', () => {
    const { classes } = outlined('class A:\n  class B:\n    @x\n    class C: pass\nclass D: pass');
    expect(classes.map(({ name, outer }) => [name, outer])).toEqual([
      ['A', undefined],
      ['B', 0],
      ['C', 1],
      ['D', undefined],
    ]);
  });
});

describe('assignments', () => {
  it.each<readonly [string, Record<string, Meaning>]>([
    ['A = b.C', { A: { kind: 'alias', path: ['b', 'C'] } }],
    ['A: Type = B', { A: { kind: 'alias', path: ['B'] } }],
    ['A = B = C', { A: { kind: 'alias', path: ['C'] }, B: { kind: 'alias', path: ['C'] } }],
    ['A, B = C, D', { A: { kind: 'alias', path: ['C'] }, B: { kind: 'alias', path: ['D'] } }],
    ['A = make(B)', { A: { kind: 'computed', mentions: [['make'], ['B']] } }],
    ['A = None', { A: { kind: 'computed', mentions: [] } }],
    ['A = wrapped(A)', {}],
    ['A, *B = C', {}],
    ['a.b = C', {}],
  ])('%j', (text, expected) => {
    expect(meaningsIn(text)).toEqual(expected);
  });

  it.each<readonly [string, readonly string[] | undefined]>([
    ["__all__ = ['A', 'B']", ['A', 'B']],
    ["__all__ = ('A',)", ['A']],
    ["__all__ = ['A'] + more", undefined],
    ["__all__ = ['A']\n__all__ += more", undefined],
    ["__all__ = ['A']\n__all__.extend(more)", undefined],
  ])('%j', (text, expected) => {
    expect(outlined(text).exported).toEqual(expected);
  });
});

describe('conditions', () => {
  const both = (first: string, second: string): string => `${first}:\n  import a\n${second}:\n  import b\n`;

  it.each<readonly [string, readonly string[]]>([
    [both('try', 'except ImportError'), ['a tried', 'b rescue']],
    [both('try', 'finally'), ['a tried', 'b always']],
    ['try: pass\nexcept: pass\nelse: import a', ['a tried']],
    [both('if x', 'else'), ['a either', 'b either']],
    [both('if x', 'elif y'), ['a either', 'b either']],
    [both('if TYPE_CHECKING', 'else'), ['b always']],
    [both('if typing.TYPE_CHECKING', 'else'), ['b always']],
    [both('if not TYPE_CHECKING', 'else'), ['a always']],
    [both('if (False)', 'else'), ['b always']],
    [both('if True', 'else'), ['a always']],
    [both('if sys.version_info >= (3, 8)', 'else'), ['a always']],
    [both('if sys.version_info < (3, 8)', 'else'), ['b always']],
    [both("if __name__ == '__main__'", 'else'), ['a local', 'b either']],
    [both('def f()', 'class C'), ['f always', 'a local', 'C always']],
    [both('with x', 'for y in z'), ['a always', 'b always']],
    ['match x:\n  case 1: import a\n  case 2: import b', ['a either', 'b either']],
    ['try:\n  if x: import a\nexcept: pass', ['a either']],
  ])('%j', (text, expected) => {
    expect(outlined(text).bindings.map(({ name, guard }) => `${name} ${guard}`)).toEqual(expected);
  });
});

describe('what runs', () => {
  const head = 'from a import A, B, f\n';

  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['A().run()', [], ['called A']],
    ['agent = A(B)', [], ['called A', 'passed B']],
    ['A.main()', [], ['called A.main']],
    ['f(agent=A)', [], ['called f', 'passed A']],
    ["if __name__ == '__main__':\n  f(A())", ['called f', 'called A'], []],
    ["if '__main__' == __name__ and x:\n  with A() as agent: agent.run()", ['called A'], []],
    ["if __name__ == '__main__': sys.exit(f())", ['called f'], []],
    ['while True:\n  try: f()\n  except E: A()', [], ['called f', 'called A']],
    ['def g(): A()', [], []],
    ['class C:\n  x = A()', [], []],
    ['unknown()', [], []],
  ])('%j', (text, main, module) => {
    const { mainRuns, moduleRuns } = outlined(head + text);
    const told = (runs: typeof mainRuns): string[] => runs.map(({ how, path }) => `${how} ${path.join('.')}`);
    expect([told(mainRuns), told(moduleRuns)]).toEqual([main, module]);
  });

  it('is known of functions, with those inside of them', () => {
    const { bindings } = outlined(`${head}def g():\n  async def h(): A()\n  return h`);
    expect(bindings.at(-1)?.meaning).toEqual({ kind: 'function', runs: [{ path: ['A'], how: 'called' }] });
  });
});
