import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parity } from '../../../src/bus/reception/parity.js';
import { PathCount } from '../../../src/bus/reception/pathCount.js';

function pathOf(sequences: readonly number[]): PathCount['state'] {
  const path = new PathCount();
  for (const sequence of sequences) path.note('k3v9q2', sequence, 1, 0);
  return path.state;
}

it.each([
  ['the same on both', [1, 2, 3, 4], [1, 2, 3, 4], 1],
  ['one missing on one way', [1, 2, 3, 4], [1, 2, 4], 3 / 4],
  ['one missing on each', [1, 3, 4], [1, 2, 4], 2 / 4],
  ['the same missing on both: nothing to be compared', [1, 3, 4], [1, 3, 4], 1],
  ['one way ends earlier', [1, 2, 3, 4], [1, 2], 2 / 4],
  ['nothing on one way', [1, 2, 3, 4], [], 0],
  ['nothing at all', [], [], undefined],
])('%s', (_name, a, b, share) => {
  expect(parity(pathOf(a), pathOf(b), { from: 1, to: 4 })).toBe(share);
});

it('is the share by sets, whatever came in whichever order', () => {
  // Counting begins with the first that comes, and what is compared begins after it.
  const sequences = fc.uniqueArray(fc.integer({ min: 2, max: 40 })).map((list) => [1, ...list]);
  const span = fc.record({ from: fc.integer({ min: 1, max: 30 }), to: fc.integer({ min: 1, max: 45 }) });
  fc.assert(
    fc.property(sequences, sequences, span, (a, b, { from, to }) => {
      const all = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
      const either = all.filter((one) => a.includes(one) || b.includes(one)).length;
      const both = all.filter((one) => a.includes(one) && b.includes(one)).length;
      expect(parity(pathOf(a), pathOf(b), { from, to })).toBe(either === 0 ? undefined : both / either);
    }),
  );
});
