import { describe, expect, it } from 'vitest';
import { parseCondition } from '../../src/gate/condition.js';
import type { Knowledge } from '../../src/gate/lint/knowledge.js';
import { outlook, rangeOf, reducedRange } from '../../src/gate/lint/range.js';
import { isSingle } from '../../src/gate/lint/shape.js';
import { filtering } from '../../src/gate/lint/silence.js';
import { type Expression, expressionOf } from '../../src/promql/expression.js';
import { parsePromql } from '../../src/promql/parse.js';

const family = (name: string, type: string, help: string, labels = ['machine', 'agent']) =>
  [name, { name, type, help, labels }] as const;

const knowledge: Knowledge = {
  families: new Map([
    family('up_now', 'gauge', 'Whether it is up.'),
    family('free', 'gauge', 'What is free.'),
    family('used_ratio', 'gauge', 'Share in use.'),
    family('size_bytes', 'gauge', 'Size.', ['machine']),
    family('done_total', 'counter', 'Done.'),
    family('build_info', 'gauge', 'Version.'),
    family('state', 'gauge', 'The state: 1 for the state that holds.'),
  ]),
  recorded: new Map([
    ['agent:up', ['max by (agent) (up_now)', 'vector(2)']],
    ['agent:circle', ['agent:circle + 1']],
  ]),
};

function expression(text: string): Expression {
  const found = expressionOf(parsePromql(text));
  if (found === undefined) throw new Error(`no PromQL: ${text}`);
  return found;
}

const infinity = Number.POSITIVE_INFINITY;

describe('the range of an expression', () => {
  it.each([
    ['up_now', 0, 1],
    ['state{state="x"}', 0, 1],
    ['used_ratio', 0, 1],
    ['build_info', 1, 1],
    ['up', 0, 1],
    ['free', -infinity, infinity],
    ['of_others', -infinity, infinity],
    ['{__name__=~"up.*"}', -infinity, infinity],
    ['size_bytes', 0, infinity],
    ['done_total', 0, infinity],
    ['agent:up', 0, 2],
    ['agent:circle', -infinity, infinity],
    ['-up_now', -1, 0],
    ['1 - up_now', 0, 1],
    ['up_now + 1', 1, 2],
    ['up_now * 100', 0, infinity],
    ['up_now / free', -infinity, infinity],
    ['(max(up_now))', 0, 1],
    ['sum(up_now)', 0, infinity],
    ['sum(build_info)', 1, infinity],
    ['sum(-up_now)', -infinity, 0],
    ['count(free)', 1, infinity],
    ['count(free) or vector(0)', 0, infinity],
    ['stddev(free)', 0, infinity],
    ['group(free)', 1, 1],
    ['absent(free)', 1, 1],
    ['rate(free[5m])', 0, infinity],
    ['min_over_time(up_now[1h:5m])', 0, 1],
    ['max_over_time(up_now[5m] offset 1h)', 0, 1],
    ['sum_over_time(up_now[5m])', 0, infinity],
    ['count_over_time(free[5m])', 1, infinity],
    ['quantile_over_time(0.9, up_now[5m])', 0, 1],
    ['clamp_max(size_bytes, 5)', 0, 5],
    ['clamp_min(free, 5)', 5, infinity],
    ['delta(up_now[5m])', -infinity, infinity],
    ['free > bool 3', 0, 1],
    ['up_now > 3', 0, 1],
    ['3 < up_now', 0, 1],
    ['up_now unless free', 0, 1],
    ['abs(free)', 0, infinity],
  ])('%s lies between %d and %d', (text, low, high) => {
    expect(rangeOf(expression(text), knowledge)).toStrictEqual({ low, high });
  });

  it.each([
    ['sum', 0, infinity],
    ['max', 0, 1],
    ['every', 0, 1],
  ] as const)('reduced by %s of values between 0 and 1 lies between %d and %d', (reduce, low, high) => {
    expect(reducedRange({ low: 0, high: 1 }, reduce)).toStrictEqual({ low, high });
  });

  it.each([
    ['> 1', 'never'],
    ['> 0', 'sometimes'],
    ['> -1', 'always'],
    ['>= 1', 'sometimes'],
    ['>= 0', 'always'],
    ['>= 2', 'never'],
    ['< 0', 'never'],
    ['< 2', 'always'],
    ['<= 1', 'always'],
    ['<= 0', 'sometimes'],
    ['<= -1', 'never'],
    ['== 2', 'never'],
    ['== 1', 'sometimes'],
    ['!= 2', 'always'],
    ['!= 1', 'sometimes'],
    ['>= baseline', 'sometimes'],
  ])('between 0 and 1 fulfils %s %s', (text, found) => {
    const condition = parseCondition(text);
    expect(condition && outlook(condition, { low: 0, high: 1 })).toBe(found);
  });
});

describe('an expression that falls silent', () => {
  it.each([
    ['up_now', undefined],
    ['up_now == bool 1', undefined],
    ['3 > bool 2', undefined],
    ['sum(up_now) / count(up_now)', undefined],
    ['count(up_now == 0) or vector(0)', undefined],
    ['scalar(up_now == 1)', undefined],
    ['up_now == 1', 'outside'],
    ['max(up_now) > 0', 'outside'],
    ['1 - (up_now == 1)', 'outside'],
    ['up_now unless free', 'outside'],
    ['up_now and on (agent) (free > 3)', 'outside'],
    ['absent(up_now)', 'outside'],
    ['(up_now == 1) or (free > 3)', 'outside'],
    ['max_over_time((up_now == 1)[5m:1m])', 'outside'],
    ['count(up_now == 1)', 'inside'],
    ['sum(free > 3) + 1', 'inside'],
  ])('%s: %s', (text, found) => {
    expect(filtering(expression(text))).toBe(found);
  });
});

describe('an expression that gives one series at most', () => {
  it.each([
    ['3', true],
    ['sum(up_now)', true],
    ['sum by () (up_now)', true],
    ['sum by (agent) (up_now)', false],
    ['sum without (agent) (up_now)', false],
    ['topk(1, up_now)', false],
    ['up_now', false],
    ['up_now{machine="a"}', false],
    ['up_now{machine="a",agent="b"}', true],
    ['up_now{machine="a",agent=~"b"}', false],
    ['size_bytes{machine="a"}', true],
    ['of_others{machine="a",agent="b"}', false],
    ['rate(done_total{machine="a",agent="b"}[5m])', true],
    ['sum(up_now) / count(up_now)', true],
    ['sum(up_now) / up_now', false],
    ['1 - max(up_now)', true],
    ['100 * up_now', false],
    ['count(up_now) or vector(0)', true],
    ['histogram_quantile(0.9, sum by (le) (done_total))', false],
    ['scalar(up_now)', true],
  ])('%s: %s', (text, single) => {
    expect(isSingle(expression(text), knowledge)).toBe(single);
  });
});
