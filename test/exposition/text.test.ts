import { describe, expect, it } from 'vitest';
import { type FamilyText, renderFamilies, renderSamples } from '../../src/exposition/text.js';

import { joined } from './parseText.js';

describe('renderSamples', () => {
  it.each([
    ['no labels', {}, 'm 1\n'],
    ['two labels', { a: 'x', b: 2 }, 'm{a="x",b="2"} 1\n'],
    ['a label without a value', { a: undefined, b: 'y' }, 'm{b="y"} 1\n'],
    ['an empty label', { a: '' }, 'm{a=""} 1\n'],
    ['quotes', { a: 'say "hi"' }, 'm{a="say \\"hi\\""} 1\n'],
    ['backslashes', { a: 'C:\\new' }, 'm{a="C:\\\\new"} 1\n'],
    ['line feeds', { a: 'one\ntwo' }, 'm{a="one\\ntwo"} 1\n'],
    ['what looks like an escape', { a: '\\n' }, 'm{a="\\\\n"} 1\n'],
    ['braces and commas', { a: '},{b="c"}' }, 'm{a="},{b=\\"c\\"}"} 1\n'],
  ])('writes %s', (_name, labels, expected) => {
    expect(renderSamples('m', [{ labels, value: 1 }])).toBe(expected);
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [1.5, '1.5'],
    [1e21, '1e+21'],
    [5e-324, '5e-324'],
    [1795342788.25, '1795342788.25'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
  ])('writes the value %s', (value, expected) => {
    expect(renderSamples('m', [{ labels: {}, value }])).toBe(`m ${expected}\n`);
  });

  it('names samples of a histogram for themselves', () => {
    expect(renderSamples('h', [{ metricName: 'h_bucket', labels: { le: '+Inf' }, value: 3 }])).toBe(
      'h_bucket{le="+Inf"} 3\n',
    );
  });
});

describe('renderFamilies', () => {
  const families: FamilyText[] = [
    {
      name: 'runs_total',
      type: 'counter',
      help: 'Runs of "it".\nC:\\',
      samples: [Buffer.from('runs_total 1\n'), Buffer.from('runs_total{a="b"} 2\n')],
    },
    { name: 'empty', type: 'gauge', help: 'Nothing yet.', samples: [] },
  ];

  it('writes text 0.0.4', () => {
    expect(joined(renderFamilies(families, 'text'))).toBe(
      [
        '# HELP runs_total Runs of "it".\\nC:\\\\',
        '# TYPE runs_total counter',
        'runs_total 1',
        'runs_total{a="b"} 2',
        '# HELP empty Nothing yet.',
        '# TYPE empty gauge',
        '',
      ].join('\n'),
    );
  });

  it('writes OpenMetrics: the counter under its family name, quotes in help escaped, the end marked', () => {
    expect(joined(renderFamilies(families, 'openmetrics'))).toBe(
      [
        '# HELP runs Runs of \\"it\\".\\nC:\\\\',
        '# TYPE runs counter',
        'runs_total 1',
        'runs_total{a="b"} 2',
        '# HELP empty Nothing yet.',
        '# TYPE empty gauge',
        '# EOF',
        '',
      ].join('\n'),
    );
  });
});
