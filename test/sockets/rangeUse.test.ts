import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeUse } from '../../src/sockets/rangeUse.js';

describe('rangeUse', () => {
  it.each([
    { taken: [], is: { size: 11, used: 0, largestFree: 11 } },
    { taken: [5000, 5010], is: { size: 11, used: 2, largestFree: 9 } },
    { taken: [5003, 4999, 9000], is: { size: 11, used: 1, largestFree: 7 } },
    { taken: Array.from({ length: 11 }, (_, index) => 5000 + index), is: { size: 11, used: 11, largestFree: 0 } },
  ])('of 5000-5010 with $taken is $is', ({ taken, is }) => {
    expect(rangeUse({ first: 5000, last: 5010 }, new Set(taken))).toEqual(is);
  });

  it('finds a free stretch as long as it says, and none longer', () => {
    const ports = fc.uniqueArray(fc.integer({ min: 0, max: 40 }));
    fc.assert(
      fc.property(ports, (taken) => {
        const set = new Set(taken);
        const { used, largestFree, size } = rangeUse({ first: 5, last: 30 }, set);
        const row = Array.from({ length: size }, (_, index) => (set.has(5 + index) ? 'x' : '.')).join('');
        expect(used).toBe(row.replaceAll('.', '').length);
        expect(row.includes('.'.repeat(largestFree))).toBe(true);
        expect(row.includes('.'.repeat(largestFree + 1))).toBe(false);
      }),
    );
  });
});
