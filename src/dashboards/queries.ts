import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { dataSource } from './variables.js';

/** A question to Prometheus, as a panel asks it. */
export interface Query {
  readonly expr: string;
  /** What a series of the answer is called: text with `{{label}}` in it. */
  readonly legend?: string;
  /** Names the query within its panel; letters in order unless given. */
  readonly refId?: string;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Of which time the answers are, and in which form. */
export type Asking = 'over-time' | 'now' | 'rows';

/** Queries of one panel, each with a name of its own. */
export function targets(queries: readonly Query[], asking: Asking): DataqueryBuilder[] {
  return queries.map(({ expr, legend, refId }, index) => {
    const target = new DataqueryBuilder()
      .datasource(dataSource)
      .refId(refId ?? letters.charAt(index))
      .expr(oneLine(expr))
      .format(asking === 'rows' ? PromQueryFormat.Table : PromQueryFormat.TimeSeries)
      .legendFormat(legend ?? '__auto');
    return asking === 'over-time' ? target.range() : target.instant();
  });
}

/** Expressions are written over several lines for readers of the code; readers of a panel have one line. */
function oneLine(expr: string): string {
  return expr.trim().replaceAll(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')');
}
