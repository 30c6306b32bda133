import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSource } from '../../../src/adoption/python/encoding.js';
import { lexemes } from '../../../src/adoption/python/lexemes.js';
import { outlined } from './outline.js';

const words = [
  ...['(', ')', '[', ']', '{', '}', ':', ',', '.', '=', ':=', '*', '**', '@', '\\', '\n', '\r\n', '    ', '\t', '\f'],
  ...['"', "'", '"""', "f'", 'if ', 'else', 'def ', 'class ', 'import ', 'from ', 'lambda ', 'with ', 'as ', 'match '],
  ...['case ', 'yield', 'print ', 'try:', 'except ', 'for ', 'in ', 'A', 'b', '1.', '#', '`', ' ', '__all__', '\0'],
  ...['sys.path.insert(0, ', '__file__', "if __name__ == '__main__':", 'é', '\ud800', '\u2028'],
];

const soup = fc.array(fc.constantFrom(...words), { maxLength: 300 }).map((picked) => picked.join(''));

describe('whatever the text', () => {
  it('bytes become an outline or a problem', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const decoded = decodeSource(Buffer.from(bytes));
        if ('text' in decoded) expect(outlined(decoded.text).bindings).toBeInstanceOf(Array);
        else expect(decoded.spot.line).toBeGreaterThan(0);
      }),
    );
  });

  it('pieces of Python become an outline with places inside the text', () => {
    fc.assert(
      fc.property(soup, (text) => {
        const { problem, bindings, classes } = outlined(text);
        const lines = text.split(/\r\n|\r|\n/);
        for (const { spot } of [...bindings, ...classes, ...(problem === undefined ? [] : [problem])]) {
          expect(spot.line).toBeLessThanOrEqual(lines.length);
          expect(spot.column).toBeLessThanOrEqual((lines[spot.line - 1]?.length ?? 0) + 1);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('lexemes follow each other', () => {
    fc.assert(
      fc.property(soup, (text) => {
        let end = 0;
        for (const { from, to, depth } of lexemes(text)) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(to).toBeGreaterThan(from);
          expect(depth).toBeGreaterThanOrEqual(0);
          end = to;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('texts that grow without end', () => {
  const repeated = (piece: string): string => piece.repeat(Math.ceil(30_000 / piece.length));

  it.each([
    '(',
    '[{(',
    'a.',
    'f"{',
    '-',
    'not ',
    'lambda:',
    'x=1;',
    '\n',
    '"',
    '\\\n',
    'if x:\n ',
    '1+',
    '@a\n',
    'a=b\n',
  ])('repeated %j end', (piece) => {
    expect(outlined(repeated(piece)).classes).toEqual([]);
  });
});
