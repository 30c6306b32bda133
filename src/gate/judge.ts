import type { Answer, Series } from '../prometheus/answer.js';
import { holds } from './condition.js';
import type { GateQuery, Measured, Reduction } from './model.js';

/** What one answer means to a query. */
export interface Judgement {
  readonly measured: Measured;
  /** The value that decided; absent where there was none to compare. */
  readonly value: number | undefined;
  /** In a few words. */
  readonly why: string;
}

/**
 * Judges one answer. `limit` is the number that the condition holds values against, `undefined` where nothing was
 * measured before. Of several reasons the first counts: an error, missing parts, no data, too many series, the values.
 */
export function judge(query: GateQuery, answer: Answer, limit: number | undefined): Judgement {
  if (answer.kind === 'error') {
    return { measured: query.onError, value: undefined, why: `${answer.fault}: ${answer.message}` };
  }
  // Of an answer with holes neither its values nor their absence says anything.
  if (answer.warnings.length > 0) {
    return { measured: 'inconclusive', value: undefined, why: `partial data: ${answer.warnings.join('; ')}` };
  }
  const values = lastValues(answer.series);
  if (values.length === 0) return { measured: query.onNoData, value: undefined, why: 'no data' };
  if (query.reduce === 'only' && values.length > 1) {
    return { measured: query.onError, value: undefined, why: `${values.length} series where there is to be one` };
  }
  const judged = reduced(values, query.reduce).map((value) => judgeValue(query, value, limit));
  return query.reduce === 'any' ? best(judged) : worst(judged);
}

/**
 * The one number that an answer comes to, to be kept as baseline or last good value; `undefined` where it comes to none,
 * to several, or to one that nothing can be held against.
 */
export function measuredNumber(query: GateQuery, answer: Answer): number | undefined {
  if (answer.kind === 'error' || answer.warnings.length > 0) return undefined;
  const values = lastValues(answer.series);
  if (values.length === 0 || (query.reduce === 'only' && values.length > 1)) return undefined;
  const numbers = reduced(values, query.reduce);
  return numbers.length === 1 && Number.isFinite(numbers[0]) ? numbers[0] : undefined;
}

function lastValues(series: readonly Series[]): number[] {
  return series.flatMap(({ points }) => points.at(-1)?.value ?? []);
}

/** Never empty, as `values` never are. Not a number stays one through each of these. */
function reduced(values: readonly number[], reduction: Reduction): readonly number[] {
  const sum = (): number => values.reduce((total, value) => total + value, 0);
  switch (reduction) {
    case 'sum':
      return [sum()];
    case 'avg':
      return [sum() / values.length];
    case 'min':
      return [Math.min(...values)];
    case 'max':
      return [Math.max(...values)];
    default:
      return values;
  }
}

function judgeValue({ condition, onNaN }: GateQuery, value: number, limit: number | undefined): Judgement {
  if (Number.isNaN(value)) return { measured: onNaN, value, why: 'not a number' };
  const { comparison, reference } = condition;
  if (limit === undefined || !Number.isFinite(limit)) {
    const what = reference.kind === 'last-good' ? 'good run before' : 'baseline';
    return { measured: 'inconclusive', value, why: `no ${what} to hold ${numberText(value)} against` };
  }
  const passes = holds(value, comparison, limit);
  const why = `${numberText(value)} is ${passes ? '' : 'not '}${comparison} ${numberText(limit)}`;
  return { measured: passes ? 'pass' : 'fail', value, why };
}

const rank: Record<Measured, number> = { fail: 0, inconclusive: 1, pass: 2 };

function worst(judged: readonly Judgement[]): Judgement {
  return judged.reduce((least, next) => (rank[next.measured] < rank[least.measured] ? next : least));
}

/** One that passes decides; where none does, one that cannot be judged could have been the one. */
function best(judged: readonly Judgement[]): Judgement {
  return judged.reduce((most, next) => (rank[next.measured] > rank[most.measured] ? next : most));
}

function numberText(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
}
