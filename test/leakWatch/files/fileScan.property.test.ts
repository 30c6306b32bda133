import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileScan } from '../../../src/leakWatch/files/fileScan.js';
import { fingerprinter } from '../../../src/leakWatch/fingerprint.js';
import { mark, markScanner } from '../markScanner.js';

const fingerprint = fingerprinter(Buffer.from('a key for tests'));

/** Scans a text that is read in pieces of so many bytes. */
function scan(text: string, pieceBytes: number) {
  const bytes = Buffer.from(text);
  const file = new FileScan(markScanner, fingerprint);
  for (let from: number | undefined = 0; from !== undefined; ) {
    const piece = bytes.subarray(from, from + pieceBytes);
    from = file.take(piece, piece.length < pieceBytes);
  }
  return file.hits;
}

const part = fc.oneof(
  fc.integer({ min: 0, max: 99 }).map((number) => ` ${mark(number)} `),
  fc.string({ unit: fc.constantFrom('a', ' ', '\n', 'ß', '漢', '🙂', '-', '1'), maxLength: 120 }),
);

describe('a file that comes in pieces', () => {
  it('shows the same as at once, and each credential where an editor shows it', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), fc.integer({ min: 200, max: 1000 }), (parts, pieceBytes) => {
        const text = parts.join('');
        const lines = text.split('\n');
        const expected = lines.flatMap((line, index) =>
          Array.from(line.matchAll(/mark-[a-z0-9]{10}(?![a-z0-9])/g), ({ index: at, 0: value }) => ({
            rule: 'mark',
            fingerprint: fingerprint(Buffer.from(value)),
            line: index + 1,
            column: at + 1,
          })),
        );
        expect(scan(text, pieceBytes)).toStrictEqual(expected);
      }),
    );
  });

  it('ends where it cannot go on', () => {
    const file = new FileScan(markScanner, fingerprint);
    expect(file.take(Buffer.from('short'), false)).toBeUndefined();
  });
});
