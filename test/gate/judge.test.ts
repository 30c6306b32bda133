import { describe, expect, it } from 'vitest';
import { judge, measuredNumber } from '../../src/gate/judge.js';
import { comparisons, type GateQuery, type Measured, type Reduction, reductions } from '../../src/gate/model.js';
import type { Answer } from '../../src/prometheus/answer.js';
import { queryWith, series, unreachable } from './query.js';

const policies = ['fail', 'inconclusive'] as const;
const nan = Number.NaN;
const infinity = Number.POSITIVE_INFINITY;

/** Values of series, and what they come to, worked out by hand. */
const sets: readonly { values: readonly number[]; sum: number; min: number; max: number; avg: number }[] = [
  { values: [1], sum: 1, min: 1, max: 1, avg: 1 },
  { values: [2], sum: 2, min: 2, max: 2, avg: 2 },
  { values: [3], sum: 3, min: 3, max: 3, avg: 3 },
  { values: [nan], sum: nan, min: nan, max: nan, avg: nan },
  { values: [infinity], sum: infinity, min: infinity, max: infinity, avg: infinity },
  { values: [-infinity], sum: -infinity, min: -infinity, max: -infinity, avg: -infinity },
  { values: [1, 1], sum: 2, min: 1, max: 1, avg: 1 },
  { values: [1, 3], sum: 4, min: 1, max: 3, avg: 2 },
  { values: [3, 1], sum: 4, min: 1, max: 3, avg: 2 },
  { values: [3, 3], sum: 6, min: 3, max: 3, avg: 3 },
  { values: [1, nan], sum: nan, min: nan, max: nan, avg: nan },
  { values: [nan, 3], sum: nan, min: nan, max: nan, avg: nan },
  { values: [nan, nan], sum: nan, min: nan, max: nan, avg: nan },
  { values: [infinity, -infinity], sum: nan, min: -infinity, max: infinity, avg: nan },
  { values: [-1, 2, 3], sum: 4, min: -1, max: 3, avg: 4 / 3 },
];

/** Which comparisons with 2 a number fulfils. */
function fulfilled(value: number): string {
  if (value < 2) return '< <= !=';
  return value > 2 ? '> >= !=' : '<= >= ==';
}

/** What the specification says of values, written down apart from the program. */
function expected(query: GateQuery, set: (typeof sets)[number], limit: number | undefined): Measured {
  const each = (value: number): Measured => {
    if (Number.isNaN(value)) return query.onNaN;
    if (limit === undefined) return 'inconclusive';
    return fulfilled(value).split(' ').includes(query.condition.comparison) ? 'pass' : 'fail';
  };
  const { reduce } = query;
  if (reduce === 'sum' || reduce === 'min' || reduce === 'max' || reduce === 'avg') return each(set[reduce]);
  if (reduce === 'only' && set.values.length > 1) return query.onError;
  const all = new Set(set.values.map(each));
  const order: readonly Measured[] =
    reduce === 'any' ? ['pass', 'inconclusive', 'fail'] : ['fail', 'inconclusive', 'pass'];
  return order.find((one) => all.has(one)) ?? 'inconclusive';
}

/** All that a file can say of a query's judgement. */
const queries = reductions.flatMap((reduce: Reduction) =>
  comparisons.flatMap((comparison) =>
    policies.flatMap((onNoData) =>
      policies.flatMap((onNaN) =>
        policies.map((onError) => {
          const reference = { kind: 'baseline', factor: 1, plus: 0 } as const;
          return queryWith({ reduce, condition: { comparison, reference }, onNoData, onNaN, onError });
        }),
      ),
    ),
  ),
);

describe('every combination of reduction, comparison and policies', () => {
  it('is there', () => {
    expect(queries).toHaveLength(7 * 6 * 2 * 2 * 2);
  });

  it.each([2, undefined])('judges values as specified, held against %s', (limit) => {
    const wrong = queries.flatMap((query) =>
      sets
        .map((set) => ({ query, set, measured: judge(query, series(set.values), limit).measured }))
        .filter(({ set, measured }) => measured !== expected(query, set, limit)),
    );
    expect(wrong).toStrictEqual([]);
  });

  const silent: [what: string, answer: Answer, policy: (query: GateQuery) => Measured][] = [
    ['an error', unreachable, ({ onError }) => onError],
    ['no data', series([]), ({ onNoData }) => onNoData],
    [
      'series without points',
      { kind: 'series', series: [{ labels: {}, points: [] }], warnings: [] },
      (q) => q.onNoData,
    ],
    ['partial data that would pass', series([1, 3], ['one store is missing']), () => 'inconclusive'],
    ['partial data without any series', series([], ['one store is missing']), () => 'inconclusive'],
  ];
  it.each(silent)('of %s is what its policy says', (_what, answer, policy) => {
    for (const limit of [2, undefined]) {
      const wrong = queries.filter((query) => judge(query, answer, limit).measured !== policy(query));
      expect(wrong).toStrictEqual([]);
    }
  });

  it('never passes without a number that fulfils the condition', () => {
    const answers = [unreachable, series([]), series([nan]), series([nan, nan]), series([1], ['partial'])];
    const judged = queries.flatMap((query) => answers.map((answer) => judge(query, answer, 2).measured));
    expect(judged).not.toContain('pass');
  });
});

describe('a judgement', () => {
  it.each([
    [series([1, 3]), 2, 3, '3 is not < 2'],
    [series([1.23456789]), 2, 1.23456789, '1.23457 is < 2'],
    [series([]), 2, undefined, 'no data'],
    [series([nan]), 2, nan, 'not a number'],
    [series([1]), undefined, 1, 'no baseline to hold 1 against'],
    [series([1]), nan, 1, 'no baseline to hold 1 against'],
    [series([1], ['a', 'b']), 2, undefined, 'partial data: a; b'],
    [unreachable, 2, undefined, 'unreachable: no connection (ECONNREFUSED)'],
  ])('names the value that decided, and why', (answer, limit, value, why) => {
    const reference = { kind: 'baseline', factor: 1, plus: 0 } as const;
    expect(judge(queryWith({ condition: { comparison: '<', reference } }), answer, limit)).toMatchObject({
      value,
      why,
    });
  });
});

describe('the number that is kept of an answer', () => {
  it.each([
    ['every', [3], 3],
    ['every', [1, 3], undefined],
    ['any', [1, 3], undefined],
    ['only', [1, 3], undefined],
    ['only', [3], 3],
    ['sum', [1, 3], 4],
    ['max', [1, nan], undefined],
    ['sum', [infinity], undefined],
    ['avg', [], undefined],
  ] as const)('reduced by %s, %j is %s', (reduce, values, number) => {
    expect(measuredNumber(queryWith({ reduce }), series(values))).toBe(number);
  });

  it('is none of partial data, and none of an error', () => {
    expect(measuredNumber(queryWith(), series([1], ['partial']))).toBeUndefined();
    expect(measuredNumber(queryWith(), unreachable)).toBeUndefined();
  });
});
