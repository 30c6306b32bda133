import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeholders, resolveQuery, specimen } from '../../src/gate/template.js';
import { parsePromql } from '../../src/promql/parse.js';
import { selectorsOf } from '../../src/promql/selectors.js';

describe('parameters in a query', () => {
  it.each([
    ['up{machine="{machine}"}', { machine: 'alpha' }, 'up{machine="alpha"}'],
    ['up{a="{a}",b=\'{a}\'}', { a: `"'\\` }, 'up{a="\\"\'\\\\",b=\'"\\\'\\\\\'}'],
    ['up{a="{a}"}', { a: 'two\nlines' }, 'up{a="two\\u000alines"}'],
    ['up{a=`{a}`}', { a: '\\d' }, 'up{a=`\\d`}'],
    ['rate(x[{window}]) > {limit}', { window: '1h30m', limit: '-0.5' }, 'rate(x[1h30m]) > -0.5'],
    ['up{a=~"{{2}x{{b}"}', {}, 'up{a=~"{2}x{b}"}'],
    ['up{a="b"} # {c} is not "quoted"', { c: '1' }, 'up{a="b"} # {c} is not "quoted"'],
    ['up{a="\\"{b}"}', { b: 'c' }, 'up{a="\\"c"}'],
  ])('%s with %j is %s', (query, values, text) => {
    expect(resolveQuery(query, new Map(Object.entries(values)))).toStrictEqual({ text });
  });

  it.each([
    ['up{a="{a}"}', {}, 'the parameter `a` has no value'],
    ['rate(x[{w}])', { w: '5m]) or vector(1' }, 'the value of `w` must be a number or a duration outside of a string'],
    ['x > {n}', { n: 'y' }, 'the value of `n` must be a number or a duration outside of a string'],
    ['up{a=`{a}`}', { a: '`} or vector(1) or up{b=`' }, 'the value of `a` must be without a backtick'],
  ])('%s with %j is refused', (query, values, problem) => {
    expect(resolveQuery(query, new Map(Object.entries(values)))).toStrictEqual({ problem });
  });

  it('cannot change what is asked, whatever the value', () => {
    const special = fc.constantFrom('"', "'", '`', '\\', '{', '}', '\n', '\0', 'x', '4');
    const any = fc.integer({ min: 0, max: 0xd7ff }).map((code) => String.fromCodePoint(code));
    const values = fc.array(fc.oneof(special, any)).map((characters) => characters.join(''));
    fc.assert(
      fc.property(values, fc.constantFrom('"', "'", '`'), (value, quote) => {
        const resolved = resolveQuery(`up{a=${quote}{a}${quote}}`, new Map([['a', value]]));
        fc.pre('text' in resolved);
        const text = 'text' in resolved ? resolved.text : '';
        const [selector, ...others] = selectorsOf(parsePromql(text));
        expect(others).toStrictEqual([]);
        expect(selector).toMatchObject({ metric: 'up', matchers: [{ label: 'a', sign: '=', value }] });
      }),
    );
  });

  it('are found where they stand', () => {
    expect(placeholders('a{b="{c}"}[{d}] # "{e}"')).toStrictEqual([
      { name: 'c', offset: 5, quote: '"' },
      { name: 'd', offset: 11, quote: undefined },
    ]);
  });

  it('can be looked at before there is a value', () => {
    const query = 'rate(x{b="{c}"}[{d}] offset {e}) > {limit}';
    expect(specimen(query)).toBe('rate(x{b="xxx"}[1h ] offset 1h ) > NaN    ');
    expect(parsePromql(specimen(query)).errors).toStrictEqual([]);
  });
});
