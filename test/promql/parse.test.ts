import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expressionOf } from '../../src/promql/expression.js';
import { numberValue, stringValue } from '../../src/promql/literal.js';
import { parsePromql } from '../../src/promql/parse.js';
import { selectorsOf } from '../../src/promql/selectors.js';
import { typeProblems } from '../../src/promql/types.js';

describe('syntax', () => {
  it.each([
    'up',
    'sum by (a) (rate(x_total{b=~"c|d"}[5m])) > bool 3 or vector(0)',
    'x offset 5m @ end() # a comment',
    'max_over_time((x - y)[1h:5m])',
    '{__name__="x", a!~`b"c`} unless on (a) group_left () y',
    "-histogram_quantile(0.9, x_bucket{a='it\\'s'})",
  ])('%s is PromQL', (text) => {
    expect(parsePromql(text).errors).toStrictEqual([]);
  });

  it.each([
    ['', 0, 'there is no expression'],
    ['  \n ', 0, 'there is no expression'],
    ['sum(x', 5, 'the expression ends too early'],
    ['1 + ', 3, 'the expression ends too early'],
    ['sum(x))', 6, '`)` cannot stand here'],
    ['x{a=}', 4, '`}` cannot stand here'],
    ['x{a=b}', 4, '`b` cannot stand here'],
    ['x > > 3', 4, '`>` cannot stand here'],
    ['foo bar', 4, '`bar` cannot stand here'],
    ['x[5q]', 3, '`q` cannot stand here'],
    ['x == bool', 9, 'the expression ends too early'],
    ['x{a="b}', 4, 'this string is not closed'],
    ['"abc', 0, 'this string is not closed'],
  ])('%j is none, from %i on: %s', (text, offset, message) => {
    expect(parsePromql(text).errors).toStrictEqual([{ offset, message }]);
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    'sum',
    '(',
    ')',
    '{',
    '}',
    '[5m]',
    'x',
    '"a"',
    '=',
    '> bool',
    'offset',
    '@',
    'by',
    '`',
    "'",
    '#',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece).map((pieces) => pieces.join(' ')),
  );

  it('is an expression, or has a first error within it', () => {
    fc.assert(
      fc.property(text, (any) => {
        const query = parsePromql(any);
        const expression = expressionOf(query);
        expect(expression === undefined).toBe(query.errors.length > 0);
        for (const { offset } of expression === undefined ? query.errors : typeProblems(expression)) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(any.length);
        }
      }),
    );
  });

  it.each(['(', '-', 'sum(', 'x + ', '((x)) or '])(
    'nested by %s is read a hundred deep, and never overflows',
    (part) => {
      const nested = (depth: number) => `${part.repeat(depth)}x${part.endsWith('(') ? ')'.repeat(depth) : ''}`;
      expect(expressionOf(parsePromql(nested(100)))).toBeDefined();
      const query = parsePromql(nested(5000));
      expect(expressionOf(query) === undefined).toBe(query.errors.length > 0);
    },
  );
});

describe('types', () => {
  it.each([
    ['rate(x)', 0, '`rate` takes a range such as `[5m]`'],
    ['1 + max_over_time(x)', 4, '`max_over_time` takes a range such as `[5m]`'],
    ['x[5m]', 0, 'a range cannot stand here: a function such as `rate` makes a value of it'],
    ['sum(x[5m])', 4, 'a range cannot stand here: a function such as `rate` makes a value of it'],
    ['sum(x)[5m:]', 0, 'a range cannot stand here: a function such as `rate` makes a value of it'],
    ['abs()', 0, '`abs` of nothing'],
    ['sum()', 0, '`sum` of nothing'],
  ])('%s is refused at %i: %s', (text, offset, message) => {
    const expression = expressionOf(parsePromql(text));
    expect(expression === undefined ? 'no expression' : typeProblems(expression)).toStrictEqual([{ offset, message }]);
  });

  it.each(['rate(x[5m])', 'time() - 3', 'quantile_over_time(0.9, x[5m])', 'predict_linear(x[1h:1m], 3600)', 'hour()'])(
    '%s is accepted',
    (text) => {
      const expression = expressionOf(parsePromql(text));
      expect(expression === undefined ? 'no expression' : typeProblems(expression)).toStrictEqual([]);
    },
  );
});

describe('selectors', () => {
  it('are found with their matchers, wherever they stand', () => {
    const text = 'sum(a{b="c",d!~`e\\d`}[5m] offset 1m) / on (b) {"f.g", "h i"!="j"} + {__name__="k"}';
    const [second, third] = [text.indexOf('{"f.g"'), text.indexOf('{__name__')];
    expect(selectorsOf(parsePromql(text))).toStrictEqual([
      {
        metric: 'a',
        matchers: [
          { label: 'b', sign: '=', value: 'c', offset: 6 },
          { label: 'd', sign: '!~', value: 'e\\d', offset: 12 },
        ],
        offset: 4,
      },
      { metric: 'f.g', matchers: [{ label: 'h i', sign: '!=', value: 'j', offset: second + 8 }], offset: second },
      { metric: 'k', matchers: [], offset: third },
    ]);
  });

  it('may name no metric, and there are none in what is no query', () => {
    expect(selectorsOf(parsePromql('{__name__=~"x.*"}'))).toMatchObject([{ metric: undefined }]);
    expect(selectorsOf(parsePromql('sum(x'))).toStrictEqual([]);
  });
});

describe('literals', () => {
  it.each([
    ['"a\\"b\\\\c\\n"', 'a"b\\c\n'],
    ["'it\\'s'", "it's"],
    ['`a\\n`', 'a\\n'],
    ['"\\x41\\u00e9\\U0001F600\\101"', 'Aé😀A'],
  ])('%s is the text %j', (literal, text) => {
    expect(stringValue(literal)).toBe(text);
  });

  it.each([
    ['1e3', 1000],
    ['.5', 0.5],
    ['0x1f', 31],
    ['1_000', 1000],
    ['Inf', Number.POSITIVE_INFINITY],
    ['NaN', Number.NaN],
    ['1h30m', 5400],
    ['500ms', 0.5],
  ])('%s is the number %d', (literal, value) => {
    expect(numberValue(literal)).toBe(value);
  });
});
