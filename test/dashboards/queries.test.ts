import { describe, expect, it } from 'vitest';
import { changesFamilies } from '../../src/collectors/changes.js';
import { gatesFamilies } from '../../src/collectors/gates.js';
import { risksFamilies } from '../../src/collectors/risks.js';
import { metricCatalogue, sampleNames } from '../../src/metricCatalogue.js';
import { parsePromql } from '../../src/promql/parse.js';
import { selectorsOf } from '../../src/promql/selectors.js';
import { built, queries, rules } from './built.js';
import { interpolate } from './interpolate.js';
import { ofPrometheus, ofServers } from './metrics.js';

const known = new Set([
  ...metricCatalogue().flatMap(({ families }) => families.flatMap(sampleNames)),
  ...rules.flatMap(({ kind, name }) => (kind === 'record' ? [name] : [])),
  ...ofPrometheus,
  ...ofServers,
  ...[...changesFamilies, ...gatesFamilies, ...risksFamilies].map(({ name }) => name),
]);

const asked = [
  ...queries.map(({ place, expr }) => ({ place, expr })),
  ...built.flatMap(({ board, dashboard }) =>
    (dashboard.annotations?.list ?? []).map(({ name, expr }) => ({
      place: `${board} / annotation ${name}`,
      expr: expr ?? '',
    })),
  ),
  ...built.flatMap(({ board, dashboard }) =>
    (dashboard.templating?.list ?? [])
      .filter(({ type }) => type === 'query')
      .map(({ name, query }) => ({ place: `${board} / variable ${name}`, expr: selectorOf(query) })),
  ),
];

/** `label_values(selector, label)` is Grafana's, not Prometheus'. */
function selectorOf(query: unknown): string {
  const [, selector] = /^label_values\((.+), \w+\)$/.exec(String(query)) ?? [];
  return selector ?? `no label_values: ${query}`;
}

describe('queries', () => {
  it.each(asked)('$place is PromQL', ({ expr }) => {
    expect(parsePromql(interpolate(expr, { agent: 'A', change: 'C' })).errors).toStrictEqual([]);
  });

  it.each(asked)('$place asks for what there is', ({ expr }) => {
    const metrics = selectorsOf(parsePromql(interpolate(expr))).map(
      ({ metric }) => metric ?? 'a metric without a name',
    );
    expect(metrics.filter((metric) => !known.has(metric))).toStrictEqual([]);
    if (!/^(vector|time)\(/.test(expr)) expect(metrics).not.toHaveLength(0);
  });
});
