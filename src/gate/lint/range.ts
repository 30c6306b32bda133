import type { Expression } from '../../promql/expression.js';
import { expressionOf } from '../../promql/expression.js';
import { parsePromql } from '../../promql/parse.js';
import type { Condition } from '../condition.js';
import type { Reduction } from '../model.js';
import type { Knowledge } from './knowledge.js';

/** Between which values an expression lies, both included. Values that are not numbers are left aside. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

const anything: Range = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
const notNegative: Range = { low: 0, high: Number.POSITIVE_INFINITY };
const counted: Range = { low: 1, high: Number.POSITIVE_INFINITY };
const share: Range = { low: 0, high: 1 };
const one: Range = { low: 1, high: 1 };

/** Ranges of recorded metrics: rules are made of others, of one and the same many times, and of themselves. */
const known = new WeakMap<Knowledge, Map<string, Range>>();

/** The range of an expression, as far as it follows from its form and the metrics of ours. */
export function rangeOf(expression: Expression, knowledge: Knowledge): Range {
  const inner = (of: Expression | undefined): Range => (of === undefined ? anything : rangeOf(of, knowledge));
  switch (expression.kind) {
    case 'number':
      return { low: expression.value, high: expression.value };
    case 'selector':
      return metricRange(expression.selector.metric, knowledge);
    case 'subquery':
      return inner(expression.of);
    case 'negation': {
      const { low, high } = inner(expression.of);
      // Not `-high`: there is no -0 to compare with.
      return { low: 0 - high, high: 0 - low };
    }
    case 'aggregation':
      return aggregated(expression.operator, inner(expression.of));
    case 'call':
      return called(expression.name, expression.arguments.map(inner));
    case 'binary':
      return combined(expression, inner(expression.left), inner(expression.right));
    default:
      return anything;
  }
}

/** What several series within a range come to. */
export function reducedRange(range: Range, reduction: Reduction): Range {
  return reduction === 'sum' ? summed(range) : range;
}

/** Whether a condition on a number holds for every value of a range, for none, or for some. */
export function outlook({ comparison, reference }: Condition, { low, high }: Range): 'always' | 'never' | 'sometimes' {
  if (reference.kind !== 'number') return 'sometimes';
  const limit = reference.value;
  const [all, none] = {
    '<': [high < limit, low >= limit],
    '<=': [high <= limit, low > limit],
    '>': [low > limit, high <= limit],
    '>=': [low >= limit, high < limit],
    '==': [low === limit && high === limit, limit < low || limit > high],
    '!=': [limit < low || limit > high, low === limit && high === limit],
  }[comparison];
  return all ? 'always' : none ? 'never' : 'sometimes';
}

function metricRange(metric: string | undefined, knowledge: Knowledge): Range {
  if (metric === undefined) return anything;
  if (metric === 'up') return share;
  const recorded = knowledge.recorded.get(metric);
  if (recorded !== undefined) return recordedRange(metric, recorded, knowledge);
  const family = knowledge.families.get(metric);
  if (family === undefined) return anything;
  const { name, type, help } = family;
  if (type === 'counter' || type === 'histogram' || /_(seconds|bytes)$/.test(name)) return notNegative;
  if (name.endsWith('_info')) return one;
  // So are states written in the catalogue.
  return name.endsWith('_ratio') || /^Whether |\b1 for the state\b|states is 1\b/.test(help) ? share : anything;
}

function recordedRange(metric: string, expressions: readonly string[], knowledge: Knowledge): Range {
  const ranges = known.get(knowledge) ?? new Map<string, Range>();
  known.set(knowledge, ranges);
  const found = ranges.get(metric);
  if (found !== undefined) return found;
  // What it is while it is being found out: a rule that goes on with its own last value can be anything.
  ranges.set(metric, anything);
  const range = expressions
    .map((text) => expressionOf(parsePromql(text)))
    .map((rule) => (rule === undefined ? anything : rangeOf(rule, knowledge)))
    .reduce(union);
  ranges.set(metric, range);
  return range;
}

function aggregated(operator: string, of: Range): Range {
  switch (operator) {
    case 'count':
      return counted;
    case 'group':
      return one;
    case 'sum':
      return summed(of);
    case 'stddev':
    case 'stdvar':
      return notNegative;
    case 'count_values':
      return counted;
    default:
      return of;
  }
}

function called(name: string, given: readonly Range[]): Range {
  const [first = anything, second = anything] = given;
  switch (name) {
    case 'absent':
    case 'absent_over_time':
    case 'present_over_time':
      return one;
    case 'count_over_time':
      return counted;
    case 'rate':
    case 'irate':
    case 'increase':
    case 'changes':
    case 'resets':
    case 'abs':
    case 'time':
    case 'timestamp':
    case 'stddev_over_time':
    case 'stdvar_over_time':
      return notNegative;
    case 'sum_over_time':
      return summed(first);
    case 'quantile_over_time':
      return second;
    case 'clamp_min':
      return { low: Math.max(first.low, second.low), high: Math.max(first.high, second.high) };
    case 'clamp_max':
      return { low: Math.min(first.low, second.low), high: Math.min(first.high, second.high) };
    case 'avg_over_time':
    case 'min_over_time':
    case 'max_over_time':
    case 'last_over_time':
    case 'first_over_time':
    case 'vector':
    case 'scalar':
    case 'sort':
    case 'sort_desc':
    case 'label_replace':
    case 'label_join':
      return first;
    default:
      return anything;
  }
}

function combined(expression: Expression & { kind: 'binary' }, left: Range, right: Range): Range {
  switch (expression.operator) {
    case '+':
      return { low: left.low + right.low, high: left.high + right.high };
    case '-':
      return { low: left.low - right.high, high: left.high - right.low };
    case '*':
    case '/':
      return left.low >= 0 && right.low >= 0 ? notNegative : anything;
    case 'or':
      return union(left, right);
    case 'and':
    case 'unless':
      return left;
    default:
      return compared(expression, left, right);
  }
}

/** A comparison keeps values as they are; of a number and a vector, those of the vector. */
function compared({ operator, bool, left: of }: Expression & { kind: 'binary' }, left: Range, right: Range): Range {
  if (!/^([<>]=?|[!=]=)$/.test(operator)) return anything;
  if (bool) return share;
  return of.kind === 'number' ? right : left;
}

/** Of at least one value. */
function summed({ low, high }: Range): Range {
  return { low: low < 0 ? Number.NEGATIVE_INFINITY : low, high: high > 0 ? Number.POSITIVE_INFINITY : high };
}

function union(a: Range, b: Range): Range {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}
