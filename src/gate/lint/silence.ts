import type { Expression } from '../../promql/expression.js';

/**
 * Whether the values of an expression decide if it gives any data at all: because something leaves series out for their
 * value (`outside`), or does so within an aggregation, which then has nothing to aggregate (`inside`).
 */
export function filtering(expression: Expression): 'outside' | 'inside' | undefined {
  switch (expression.kind) {
    case 'binary':
      return binary(expression);
    case 'negation':
    case 'subquery':
      return filtering(expression.of);
    case 'aggregation':
      return expression.of !== undefined && filtering(expression.of) !== undefined ? 'inside' : undefined;
    case 'call': {
      if (expression.name === 'absent' || expression.name === 'absent_over_time') return 'outside';
      // A vector that is no single value becomes NaN.
      if (expression.name === 'scalar' || expression.name === 'vector') return undefined;
      return stronger(expression.arguments.map(filtering));
    }
    default:
      return undefined;
  }
}

function binary({ operator, bool, left, right }: Expression & { kind: 'binary' }): ReturnType<typeof filtering> {
  const sides = [filtering(left), filtering(right)];
  if (operator === 'unless') return 'outside';
  // What one side leaves out, the other fills in.
  if (operator === 'or') return sides.includes(undefined) ? undefined : stronger(sides);
  if (/^([<>]=?|[!=]=)$/.test(operator) && !bool) {
    return left.kind === 'number' && right.kind === 'number' ? undefined : 'outside';
  }
  return stronger(sides);
}

function stronger(found: readonly ReturnType<typeof filtering>[]): ReturnType<typeof filtering> {
  return found.includes('outside') ? 'outside' : found.find((one) => one !== undefined);
}
