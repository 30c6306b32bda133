import type { SyntaxNode } from '@lezer/common';
import { numberValue } from '../promql/literal.js';
import { childrenOf, type ParsedQuery, parsePromql, textOf } from '../promql/parse.js';

/** A part of an expression that holds something against something else. */
export interface Comparison {
  readonly operator: '<' | '<=' | '>' | '>=';
  /** Names of the metrics on the left side. */
  readonly metrics: readonly string[];
  /** The right side as it is written. */
  readonly right: string;
  /** What the right side comes to, if it is a constant: `7 * 86400` is 604800. */
  readonly value: number | undefined;
}

const operators: Readonly<Record<string, Comparison['operator']>> = { Lss: '<', Lte: '<=', Gtr: '>', Gte: '>=' };

/** Every comparison by size in an expression, in the order of writing. */
export function comparisonsIn(expr: string): Comparison[] {
  const query = parsePromql(expr);
  const found: Comparison[] = [];
  query.root?.cursor().iterate(({ name, node }) => {
    const comparison = name === 'BinaryExpr' ? comparisonAt(query, node) : undefined;
    if (comparison !== undefined) found.push(comparison);
  });
  return found;
}

function comparisonAt(query: ParsedQuery, node: SyntaxNode): Comparison | undefined {
  const parts = childrenOf(node);
  const operator = parts.flatMap(({ name }) => operators[name] ?? [])[0];
  const [left, right] = [parts[0], parts.at(-1)];
  if (operator === undefined || left === undefined || right === undefined) return undefined;
  return { operator, metrics: metricsIn(query, left), right: textOf(query, right), value: constantOf(query, right) };
}

/** The number that a subtree stands for, if it holds nothing but numbers. */
function constantOf(query: ParsedQuery, node: SyntaxNode): number | undefined {
  const parts = childrenOf(node);
  const [first, operator] = parts;
  const last = parts.at(-1);
  if (node.name === 'NumberDurationLiteral') return numberValue(textOf(query, node));
  if (first === undefined || last === undefined) return undefined;
  if (node.name === 'ParenExpr') return constantOf(query, first);
  if (node.name !== 'BinaryExpr' || operator === undefined) return undefined;
  const [a, b] = [constantOf(query, first), constantOf(query, last)];
  return a === undefined || b === undefined ? undefined : calculated(operator.name, a, b);
}

function calculated(operator: string, a: number, b: number): number | undefined {
  switch (operator) {
    case 'Add':
      return a + b;
    case 'Sub':
      return a - b;
    case 'Mul':
      return a * b;
    case 'Div':
      return a / b;
    default:
      return undefined;
  }
}

function metricsIn(query: ParsedQuery, node: SyntaxNode): string[] {
  const names: string[] = [];
  node.cursor().iterate((inner) => {
    if (inner.name === 'Identifier' && inner.node.parent?.name === 'VectorSelector')
      names.push(textOf(query, inner.node));
  });
  return names;
}
