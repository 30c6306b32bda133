import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sieve } from '../../src/leaks/sieve.js';

function sifted(literals: readonly string[], bytes: Uint8Array, from = 0): string[] {
  const found: string[] = [];
  new Sieve(literals.map((literal) => Buffer.from(literal))).sift(bytes, from, (literal, start) => {
    found.push(`${start} ${literals[literal]}`);
  });
  return found.sort();
}

/** What a search at every offset finds. */
function searched(literals: readonly string[], bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes).toString('latin1').toLowerCase();
  return literals
    .flatMap((literal) =>
      Array.from({ length: text.length }, (_, start) => start)
        .filter((start) => text.startsWith(literal, start))
        .map((start) => `${start} ${literal}`),
    )
    .sort();
}

describe('a sieve', () => {
  it.each(['key', 'pass', 'token', '://', 'sk-ant-'])(
    'finds %j at the beginning, at the end and in between',
    (literal) => {
      for (const text of [literal, `.${literal}`, `${literal}.`, `..${literal}..`, `x${literal}${literal}`]) {
        const bytes = Buffer.from(text.toUpperCase());
        expect(sifted([literal], bytes)).toEqual(searched([literal], bytes));
      }
    },
  );

  it('finds what a search at every offset finds, wherever the bytes lie', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcAB-_=1 '), maxLength: 60 });
    const literal = fc.string({ unit: fc.constantFrom(...'abc-_=1'), minLength: 3, maxLength: 7 });
    fc.assert(
      fc.property(
        fc.uniqueArray(literal, { minLength: 1, maxLength: 6 }),
        letters,
        fc.integer({ min: 0, max: 3 }),
        (literals, text, shift) => {
          const bytes = Buffer.from('~'.repeat(shift) + text).subarray(shift);
          expect(sifted(literals, bytes)).toEqual(searched(literals, bytes));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds what begins at or behind an offset', () => {
    const bytes = Buffer.from('token token token');
    expect(sifted(['token'], bytes, 6)).toEqual(['12 token', '6 token']);
  });
});
