import type { Expression } from './expression.js';
import type { SyntaxProblem } from './parse.js';

/** Functions that take a range (https://prometheus.io/docs/prometheus/latest/querying/functions/). */
const ofRanges: ReadonlySet<string> = new Set([
  ...['rate', 'irate', 'increase', 'delta', 'idelta', 'deriv', 'predict_linear', 'changes', 'resets'],
  ...['holt_winters', 'double_exponential_smoothing'],
]);

/** Functions that need no argument. */
const withoutArguments: ReadonlySet<string> = new Set([
  ...['time', 'pi', 'minute', 'hour', 'day_of_week', 'day_of_month', 'day_of_year', 'days_in_month', 'month', 'year'],
  ...['start', 'end', 'range', 'step'],
]);

export function takesRange(name: string): boolean {
  return ofRanges.has(name) || name.endsWith('_over_time');
}

/** What the grammar lets pass and a server refuses: ranges where none may stand, and the other way round. */
export function typeProblems(expression: Expression): SyntaxProblem[] {
  return [...unwantedRange(expression), ...inner(expression)];
}

function inner(expression: Expression): SyntaxProblem[] {
  switch (expression.kind) {
    case 'call':
      return call(expression);
    case 'aggregation': {
      const { of, operator, offset } = expression;
      return of === undefined ? [{ offset, message: `\`${operator}\` of nothing` }] : typeProblems(of);
    }
    case 'binary':
      return [...typeProblems(expression.left), ...typeProblems(expression.right)];
    case 'negation':
    case 'subquery':
      return typeProblems(expression.of);
    default:
      return [];
  }
}

function call({ name, arguments: given, offset }: Expression & { kind: 'call' }): SyntaxProblem[] {
  if (given.length === 0) return withoutArguments.has(name) ? [] : [{ offset, message: `\`${name}\` of nothing` }];
  if (!takesRange(name)) return given.flatMap(typeProblems);
  // `quantile_over_time(0.9, x[5m])`, `predict_linear(x[1h], 3600)`: one of them is the range.
  if (!given.some(isRange)) return [{ offset, message: `\`${name}\` takes a range such as \`[5m]\`` }];
  return given.flatMap((one) => (isRange(one) ? inner(one) : typeProblems(one)));
}

function unwantedRange(expression: Expression): SyntaxProblem[] {
  if (!isRange(expression)) return [];
  const offset = expression.kind === 'selector' ? expression.selector.offset : expression.offset;
  return [{ offset, message: 'a range cannot stand here: a function such as `rate` makes a value of it' }];
}

function isRange(expression: Expression): expression is Expression & { kind: 'selector' | 'subquery' } {
  return expression.kind === 'subquery' || (expression.kind === 'selector' && expression.ranged);
}
