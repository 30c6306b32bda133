import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arrivals } from '../../src/peers/arrivals.js';

function arrivalsOf(sequences: readonly number[]): Arrivals {
  const arrivals = new Arrivals();
  for (const sequence of sequences) arrivals.note(sequence);
  return arrivals;
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('losses', () => {
  const cases: [what: string, sequences: number[], ratio: number][] = [
    ['none before the first', [], 0],
    ['none of what came before the first', [500, 501], 0],
    ['none where all have come', upTo(90), 0],
    ['none where some overtook others', [1, 3, 2, 4], 0],
    ['the gaps', [1, 2, 4, 5, 7, 8, 10], 0.3],
    ['of the newest 60 only', [...upTo(50), ...upTo(160).slice(100)], 0],
    ['half of the window after a gap of 30', [...upTo(60), ...upTo(120).slice(90)], 0.5],
  ];
  it.each(cases)('are %s', (_, sequences, ratio) => {
    expect(arrivalsOf(sequences).lostRatio).toBeCloseTo(ratio);
  });

  it('lie between 0 and 1, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 })), (sequences) => {
        const { lostRatio } = arrivalsOf(sequences);
        expect(lostRatio).toBeGreaterThanOrEqual(0);
        expect(lostRatio).toBeLessThan(1);
      }),
    );
  });
});

it('what has come before is known, also where it is too old to tell', () => {
  const arrivals = arrivalsOf(upTo(100));
  expect([100, 41, 40, 1].map((sequence) => arrivals.note(sequence))).toEqual([false, false, false, false]);
  expect(arrivals.note(101)).toBe(true);
  expect(arrivals.newest).toBe(101);
});
