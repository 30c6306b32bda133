import type { Labels } from '../../prometheus/answer.js';
import type { Difference, Holding, Span } from './model.js';

/** Differences of one kind and hub that are printed one by one; the rest is counted. */
const shown = 10;

/** The comparison for people. */
export function comparisonText(holdings: readonly Holding[], differences: readonly Difference[], span: Span): string {
  const hubs = holdings.map(({ hub }) => hub);
  const lines = [`${hubs.join(', ')} from ${timeOf(span.from)} to ${timeOf(span.to)}`, ''];
  for (const { hub, samples, series, alerts } of holdings) {
    lines.push(`${hub}: ${sum(series)} series, ${sum(samples)} samples, ${alerts.length} alerts`);
  }
  for (const hub of hubs) {
    const own = differences.filter((difference) => difference.hub === hub);
    if (own.length === 0) continue;
    lines.push('', `${hub} lacks`);
    for (const kind of ['alert', 'hole', 'series', 'samples'] as const) {
      const all = own.filter((difference) => difference.kind === kind);
      lines.push(...all.slice(0, shown).map((difference) => `  ${lineOf(difference)}`));
      if (all.length > shown) lines.push(`  and ${all.length - shown} more of this kind; --json has all`);
    }
  }
  if (differences.length === 0) lines.push('', 'no difference');
  return `${lines.join('\n')}\n`;
}

function sum(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((all, { count }) => all + count, 0);
}

function lineOf(difference: Difference): string {
  switch (difference.kind) {
    case 'alert':
      return `alert   ${alertText(difference.alert)}`;
    case 'hole':
      return `hole    ${difference.machine}, ${Math.round(difference.to - difference.from)} s from ${timeOf(difference.from)}`;
    default: {
      const { kind, machine, of, has, most } = difference;
      return `${kind.padEnd(7)} ${machine} ${of}: ${has} of ${most}`;
    }
  }
}

function alertText({ alertname = '', ...labels }: Labels): string {
  const rest = Object.entries(labels).filter(([name]) => name !== '__name__' && name !== 'risk');
  return `${alertname}{${rest.map(([name, value]) => `${name}="${value}"`).join(', ')}}`;
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}
