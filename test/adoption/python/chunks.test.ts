import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chunk, chunksOf } from '../../../src/adoption/python/chunks.js';
import { outlined } from './outline.js';

function cut(text: string): Chunk[] {
  const steps = chunksOf(text);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Statements that go over several lines, each in a way that is easily cut wrongly. */
const statements = [
  '@decorated\nclass A:\n    pass\n',
  '@decorated(\n1,\n)\n# between\n\ndef f():\n    return (\n1)\n',
  'TEXT = """\nclass B:\n    pass\n"""\n',
  "TEXT = '''it's\nimport c\n'''\n",
  'if x:\n    pass\nelif y:\n    pass\nelse:\n    pass\n',
  'try:\n    pass\nexcept E:\n    pass\nfinally:\n    pass\n',
  'DATA = {\n"a": [\n1, 2],\n}\n',
  'x = 1 + \\\n2\n',
  "x = 'it\\'s'  # it's (\n",
  'f"{x!r:>{10}}"\r\ny = 1\r\n',
];

describe('cutting a long text', () => {
  it('leaves a short one whole', () => {
    expect(cut('x = 1\n')).toEqual([{ from: 0, to: 6 }]);
  });

  it('cuts nothing in two', () => {
    const filler = `x = 1\n`.repeat(9000);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...statements), { minLength: 1, maxLength: 3 }), (picked) => {
        // Each chunk but the last is long enough as soon as one statement follows 54,000 characters of others.
        const text = picked.map((statement) => filler + statement.repeat(300)).join('');
        const chunks = cut(text);
        expect(chunks.length).toBeGreaterThan(picked.length / 2);
        expect(chunks.map(({ from, to }) => text.slice(from, to)).join('')).toBe(text);
        expect(outlined(text).problem).toBeUndefined();
      }),
      { numRuns: 5 },
    );
  });

  it('keeps lines and columns', () => {
    const text = `${'x = 1\n'.repeat(30_000)}class A(B):\n    pass\ny = = 2\n`;
    const { classes, problem } = outlined(text);
    expect(classes[0]?.spot).toEqual({ line: 30_001, column: 1 });
    expect(problem?.spot).toEqual({ line: 30_003, column: 5 });
  });

  it('says so where there is no place to cut', () => {
    const { problem } = outlined(`x = 1\nDATA = [\n${'1, 2, 3,\n'.repeat(60_000)}]\ny = 1\n`);
    expect(problem).toMatchObject({ kind: 'unreadable', spot: { line: 1 } });
  });
});
