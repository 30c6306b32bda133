import type { Expression } from '../../promql/expression.js';
import type { Knowledge } from './knowledge.js';

/** Whether an expression gives one series at most, whatever the fleet looks like. */
export function isSingle(expression: Expression, knowledge: Knowledge): boolean {
  const inner = (of: Expression): boolean => isSingle(of, knowledge);
  switch (expression.kind) {
    case 'number':
      return true;
    case 'subquery':
    case 'negation':
      return inner(expression.of);
    case 'aggregation': {
      if (/^(topk|bottomk|limitk|limit_ratio|count_values)$/.test(expression.operator)) return false;
      const { grouping } = expression;
      const isWhole = grouping === undefined || (grouping.kind === 'by' && grouping.labels.length === 0);
      return isWhole || (expression.of !== undefined && inner(expression.of));
    }
    case 'call':
      return expression.name === 'scalar' || expression.arguments.every(inner);
    case 'binary':
      // A series of one side meets one of the other; only `or` adds those of both.
      return expression.operator === 'or'
        ? inner(expression.left) && inner(expression.right)
        : isOneOfBoth(expression, inner);
    case 'selector': {
      const { metric, matchers } = expression.selector;
      const family = metric === undefined ? undefined : knowledge.families.get(metric);
      const fixed = new Set(matchers.filter(({ sign }) => sign === '=').map(({ label }) => label));
      return family !== undefined && family.type !== 'histogram' && family.labels.every((label) => fixed.has(label));
    }
    default:
      return expression.kind === 'string';
  }
}

function isOneOfBoth({ left, right }: Expression & { kind: 'binary' }, inner: (of: Expression) => boolean): boolean {
  if (left.kind === 'number') return inner(right);
  return inner(left) && (right.kind === 'number' || inner(right));
}
