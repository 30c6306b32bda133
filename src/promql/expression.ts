import type { SyntaxNode } from '@lezer/common';
import { numberValue } from './literal.js';
import { childrenOf, type ParsedQuery, textOf } from './parse.js';
import { type Selector, selectorAt } from './selectors.js';

/** An expression of PromQL by what it does, without its offsets, parentheses and label lists. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string' }
  | { readonly kind: 'selector'; readonly selector: Selector; readonly ranged: boolean }
  | { readonly kind: 'subquery'; readonly of: Expression; readonly offset: number }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly offset: number;
    }
  | {
      readonly kind: 'aggregation';
      readonly operator: string;
      /** Labels that are kept; `without` keeps all but some. */
      readonly grouping: { readonly kind: 'by' | 'without'; readonly labels: readonly string[] } | undefined;
      readonly of: Expression | undefined;
      readonly offset: number;
    }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      /** A comparison with `bool` gives 0 or 1 where it otherwise leaves series out. */
      readonly bool: boolean;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'negation'; readonly of: Expression }
  | { readonly kind: 'unknown' };

/** The expression that a query is; `undefined` where it cannot be parsed. */
export function expressionOf(query: ParsedQuery): Expression | undefined {
  return query.root === undefined ? undefined : read(query, query.root);
}

function read(query: ParsedQuery, node: SyntaxNode): Expression {
  const children = childrenOf(node);
  const first = children[0];
  const inner = (): Expression => (first === undefined ? { kind: 'unknown' } : read(query, first));
  switch (node.name) {
    case 'NumberDurationLiteral':
      return { kind: 'number', value: numberValue(textOf(query, node)) };
    case 'StringLiteral':
      return { kind: 'string' };
    case 'VectorSelector':
      return { kind: 'selector', selector: selectorAt(query, node), ranged: false };
    case 'MatrixSelector':
      return first === undefined
        ? { kind: 'unknown' }
        : { kind: 'selector', selector: selectorAt(query, first), ranged: true };
    case 'SubqueryExpr':
      return { kind: 'subquery', of: inner(), offset: node.from };
    // What shifts time or only encloses changes no value's kind.
    case 'ParenExpr':
    case 'OffsetExpr':
    case 'StepInvariantExpr':
    case 'AnchoredExpr':
    case 'SmoothedExpr':
      return inner();
    case 'UnaryExpr': {
      const operand = children.at(-1);
      const of: Expression = operand === undefined ? { kind: 'unknown' } : read(query, operand);
      return first !== undefined && textOf(query, first) === '-' ? { kind: 'negation', of } : of;
    }
    case 'FunctionCall':
      return {
        kind: 'call',
        name: first === undefined ? '' : textOf(query, first),
        arguments: argumentsOf(query, node),
        offset: node.from,
      };
    case 'AggregateExpr':
      return aggregation(query, node);
    case 'BinaryExpr':
      return binary(query, children);
    default:
      return { kind: 'unknown' };
  }
}

function argumentsOf(query: ParsedQuery, node: SyntaxNode): Expression[] {
  const body = node.getChild('FunctionCallBody');
  return body === null ? [] : childrenOf(body).map((child) => read(query, child));
}

function aggregation(query: ParsedQuery, node: SyntaxNode): Expression {
  const operator = node.getChild('AggregateOp');
  const modifier = node.getChild('AggregateModifier');
  const labels = modifier?.getChild('GroupingLabels') ?? undefined;
  const grouping =
    modifier === null
      ? undefined
      : {
          kind: modifier.getChild('Without') === null ? ('by' as const) : ('without' as const),
          labels: labels === undefined ? [] : childrenOf(labels).map((label) => textOf(query, label)),
        };
  return {
    kind: 'aggregation',
    operator: operator === null ? '' : textOf(query, operator).toLowerCase(),
    grouping,
    // Of two arguments, as of quantile, the first is a number.
    of: argumentsOf(query, node).at(-1),
    offset: node.from,
  };
}

function binary(query: ParsedQuery, children: readonly SyntaxNode[]): Expression {
  const [left, operator] = children;
  const right = children.at(-1);
  if (left === undefined || operator === undefined || right === undefined) return { kind: 'unknown' };
  return {
    kind: 'binary',
    operator: textOf(query, operator).toLowerCase(),
    bool: children.some(({ name }) => name === 'BoolModifier'),
    left: read(query, left),
    right: read(query, right),
  };
}
