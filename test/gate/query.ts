import type { GateQuery } from '../../src/gate/model.js';
import type { Answer } from '../../src/prometheus/answer.js';

/** A query that takes one measurement and passes below 2, but for what a test changes. */
export function queryWith(changes: Partial<GateQuery> = {}): GateQuery {
  return {
    id: 'errors',
    title: 'few errors',
    query: 'errors{machine="{machine}"}',
    condition: { comparison: '<', reference: { kind: 'number', value: 2 } },
    reduce: 'every',
    onNoData: 'inconclusive',
    onNaN: 'inconclusive',
    onError: 'inconclusive',
    initialDelay: 0,
    interval: 10,
    count: 1,
    failureLimit: 0,
    inconclusiveLimit: 0,
    consecutiveSuccessLimit: 0,
    ...changes,
  };
}

/** An answer with one series a value. */
export function series(values: readonly number[], warnings: readonly string[] = []): Answer {
  const points = (value: number) => [{ at: 0, value }];
  return {
    kind: 'series',
    series: values.map((value, index) => ({ labels: { agent: `a${index}` }, points: points(value) })),
    warnings,
  };
}

export const unreachable: Answer = { kind: 'error', fault: 'unreachable', message: 'no connection (ECONNREFUSED)' };
