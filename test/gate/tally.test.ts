import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measured } from '../../src/gate/model.js';
import { gateVerdict, type QueryVerdict, standing } from '../../src/gate/tally.js';
import { queryWith } from './query.js';

const letters: Record<string, Measured> = { p: 'pass', f: 'fail', i: 'inconclusive' };
const measured = (text: string): Measured[] => [...text].map((letter) => letters[letter] ?? 'inconclusive');

describe('a query', () => {
  // Measurements by their letters, count, failure, inconclusive and consecutive success limit.
  const cases: [text: string, count: number, failures: number, unclear: number, row: number, verdict: QueryVerdict][] =
    [
      ['', 1, 0, 0, 0, 'unfinished'],
      ['p', 1, 0, 0, 0, 'pass'],
      ['f', 1, 0, 0, 0, 'fail'],
      ['i', 1, 0, 0, 0, 'inconclusive'],
      ['ppp', 4, 0, 0, 0, 'unfinished'],
      ['pppp', 4, 0, 0, 0, 'pass'],
      ['pf', 4, 0, 0, 0, 'fail'],
      ['pfpp', 4, 1, 0, 0, 'pass'],
      ['pff', 4, 1, 0, 0, 'fail'],
      ['pi', 4, 0, 0, 0, 'inconclusive'],
      ['pipp', 4, 0, 1, 0, 'pass'],
      ['fi', 4, 1, 1, 0, 'unfinished'],
      ['fipp', 4, 1, 1, 0, 'pass'],
      ['fii', 4, 1, 1, 0, 'inconclusive'],
      ['fiif', 4, 1, 1, 0, 'fail'],
      ['fi', 2, 1, 1, 0, 'inconclusive'],
      ['ff', 2, 2, 0, 0, 'inconclusive'],
      ['pp', 5, 0, 0, 2, 'pass'],
      ['pfp', 5, 1, 0, 2, 'unfinished'],
      ['pfpp', 5, 1, 0, 2, 'pass'],
      ['pfpfp', 5, 2, 0, 2, 'inconclusive'],
      ['pipip', 5, 0, 2, 2, 'inconclusive'],
    ];
  it.each(cases)('%s of %i with the limits %i, %i, %i is %s', (text, count, failures, unclear, row, verdict) => {
    const query = queryWith({
      count,
      failureLimit: failures,
      inconclusiveLimit: unclear,
      consecutiveSuccessLimit: row,
    });
    expect(standing(query, measured(text)).verdict).toBe(verdict);
  });

  const anyQuery = fc
    .record({ count: fc.integer({ min: 1, max: 8 }), limits: fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)) })
    .map(({ count, limits: [failureLimit, inconclusiveLimit, consecutiveSuccessLimit] }) =>
      queryWith({ count, failureLimit, inconclusiveLimit, consecutiveSuccessLimit }),
    );
  const anyMeasured = fc.array(fc.constantFrom<Measured>('pass', 'fail', 'inconclusive'), { maxLength: 8 });

  it('never passes without a success, whatever the limits', () => {
    fc.assert(
      fc.property(anyQuery, anyMeasured, (query, all) => {
        const { verdict } = standing(query, all);
        expect(verdict === 'pass' && !all.includes('pass')).toBe(false);
      }),
    );
  });

  it('always comes to an end with the last measurement', () => {
    fc.assert(
      fc.property(anyQuery, anyMeasured, (query, all) => {
        fc.pre(all.length >= query.count);
        expect(standing(query, all).verdict).not.toBe('unfinished');
      }),
    );
  });

  it('is not made better by a failure in the place of a success', () => {
    const rank: Record<QueryVerdict, number> = { fail: 0, inconclusive: 1, unfinished: 1, pass: 2 };
    fc.assert(
      fc.property(anyQuery, anyMeasured, fc.nat(7), (query, all, index) => {
        fc.pre(all[index] === 'pass');
        const worse = all.map((one, at) => (at === index ? 'fail' : one));
        expect(rank[standing(query, worse).verdict]).toBeLessThanOrEqual(rank[standing(query, all).verdict]);
      }),
    );
  });
});

describe('a gate', () => {
  it.each([
    [['pass'], 'go'],
    [['pass', 'pass'], 'go'],
    [['pass', 'fail'], 'rollback'],
    [['inconclusive', 'fail'], 'rollback'],
    [['unfinished', 'fail'], 'rollback'],
    [['pass', 'inconclusive'], 'inconclusive'],
    [['pass', 'unfinished'], 'inconclusive'],
    [[], 'inconclusive'],
  ] as const)('whose queries are %j says %s', (verdicts, verdict) => {
    expect(gateVerdict(verdicts)).toBe(verdict);
  });
});
