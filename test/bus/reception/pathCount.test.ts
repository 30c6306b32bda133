import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostGaps } from '../../../src/bus/reception/gaps.js';
import { PathCount, usualPatience } from '../../../src/bus/reception/pathCount.js';

const epoch = 'k3v9q2';

/** Notes sequences in their order, a millisecond apart, and waits for what is missing. */
function count(sequences: readonly number[], from = 1): PathCount {
  const path = new PathCount();
  for (const [index, sequence] of sequences.entries()) path.note(epoch, sequence, from, index);
  path.settle(sequences.length + usualPatience);
  return path;
}

describe('events of one machine on one way', () => {
  const cases: [name: string, sequences: number[], figures: { lost: number; late: number; doubled: number }][] = [
    ['all in order', [1, 2, 3, 4], { lost: 0, late: 0, doubled: 0 }],
    ['from the middle on: what was sent before is not missed', [7, 8, 9], { lost: 0, late: 0, doubled: 0 }],
    ['one that never comes', [1, 2, 4, 5], { lost: 1, late: 0, doubled: 0 }],
    ['several that never come', [1, 5, 6, 9], { lost: 5, late: 0, doubled: 0 }],
    ['two that change places', [1, 3, 2, 4], { lost: 0, late: 1, doubled: 0 }],
    ['one that comes twice', [1, 2, 2, 3], { lost: 0, late: 0, doubled: 1 }],
    ['a batch that is sent again', [1, 2, 3, 1, 2, 3, 4], { lost: 0, late: 0, doubled: 3 }],
    ['a late one that comes twice', [1, 3, 2, 2], { lost: 0, late: 1, doubled: 1 }],
    ['one from before the first that came', [5, 6, 3], { lost: 0, late: 1, doubled: 0 }],
  ];
  it.each(cases)('%s', (_name, sequences, figures) => {
    expect(count(sequences).state).toMatchObject({ ...figures, received: sequences.length });
  });

  it('are waited for a minute after a later one came, and lost then', () => {
    const path = new PathCount();
    path.note(epoch, 1, 1, 0);
    path.note(epoch, 3, 1, 1000);
    path.settle(1000 + usualPatience - 1);
    expect(path.state.lost).toBe(0);
    path.settle(1000 + usualPatience);
    expect(path.state.lost).toBe(1);
    // It comes all the same: that it was late is told, and nothing is taken back.
    expect(path.note(epoch, 2, 1, 200_000)).toBe('late');
    path.settle(400_000);
    expect(path.state).toMatchObject({ lost: 1, late: 1, doubled: 0, lastAt: 200_000 });
  });

  it('are not missed where they were sent on another way alone', () => {
    const path = new PathCount();
    path.note(epoch, 10, 1, 0);
    // The way was off for 11 to 19; of those after it two do not come.
    path.note(epoch, 22, 20, 1);
    path.settle(usualPatience + 1);
    expect(path.state).toMatchObject({ top: 22, lost: 2 });
  });

  it('begin anew with a new epoch, and what is left of the old one is late', () => {
    const path = count([4, 6]);
    expect(path.note('another', 1, 1, 500_000)).toBe('next');
    expect(path.note(epoch, 5, 1, 500_001)).toBe('late');
    expect(path.note('another', 2, 1, 500_002)).toBe('next');
    expect(path.state).toMatchObject({ epoch: 'another', top: 2, received: 5, lost: 1, late: 1, doubled: 0 });
  });

  it('go on where they were after a restart', () => {
    const path = new PathCount(JSON.parse(JSON.stringify(count([1, 2, 4]).state)));
    expect([path.note(epoch, 4, 1, 9), path.note(epoch, 3, 1, 9), path.note(epoch, 5, 1, 9)]).toEqual([
      'doubled',
      'late',
      'next',
    ]);
  });

  it('take bounded room, however many are missing', () => {
    const path = count(Array.from({ length: 3 * mostGaps }, (_, index) => 2 * index + 1));
    expect(path.state.gaps).toHaveLength(mostGaps);
    expect(path.state.lost).toBe(3 * mostGaps - 1);
  });
});

it('counts as somebody does who keeps every sequence', () => {
  const arrivals = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 40_000 })), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(arrivals, (list) => {
      const path = new PathCount();
      const seen = new Set<number>();
      const missedSince = new Map<number, number>();
      const given = new Set<number>();
      const figures = { received: 0, late: 0, doubled: 0, lost: 0 };
      let [now, base, top] = [1, 0, 0];
      const settle = () => {
        for (const [sequence, since] of missedSince) {
          if (now - since < usualPatience || given.has(sequence)) continue;
          given.add(sequence);
          figures.lost++;
        }
        path.settle(now);
      };
      for (const [sequence, wait] of list) {
        now += wait;
        settle();
        path.note(epoch, sequence, 1, now);
        figures.received++;
        if (base === 0) [base, top] = [sequence, sequence - 1];
        if (sequence > top) {
          for (let one = top + 1; one < sequence; one++) missedSince.set(one, now);
          top = sequence;
        } else if (sequence < base || !seen.has(sequence)) figures.late++;
        else figures.doubled++;
        seen.add(sequence);
        missedSince.delete(sequence);
      }
      now += usualPatience;
      settle();
      expect(path.state).toMatchObject(figures);
    }),
  );
});
