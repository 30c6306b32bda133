import type { SyntaxNode } from '@lezer/common';
import { stringValue } from './literal.js';
import { childrenOf, type ParsedQuery, textOf } from './parse.js';

export type MatchSign = '=' | '!=' | '=~' | '!~';

/** What a selector asks of a label. */
export interface Matcher {
  readonly label: string;
  readonly sign: MatchSign;
  readonly value: string;
  readonly offset: number;
}

/** The series that a query reads at one place. */
export interface Selector {
  /** Absent where it names none exactly, as in `{__name__=~"fleet_.*"}`. */
  readonly metric: string | undefined;
  readonly matchers: readonly Matcher[];
  readonly offset: number;
}

/** All selectors of a query, in the order of the text; none where it cannot be parsed. */
export function selectorsOf(query: ParsedQuery): Selector[] {
  const found: Selector[] = [];
  query.root?.cursor().iterate(({ name, node }) => {
    if (name === 'VectorSelector') found.push(selectorAt(query, node));
  });
  return found;
}

/** The selector that a node of this kind stands for. */
export function selectorAt(query: ParsedQuery, node: SyntaxNode): Selector {
  const identifier = node.getChild('Identifier');
  const inBraces = childrenOf(node).flatMap((child) => (child.name === 'LabelMatchers' ? childrenOf(child) : []));
  // `{"a.metric", label="value"}`: a quoted name alone is that of the metric (Prometheus 3).
  const quoted = inBraces.find(({ name }) => name === 'QuotedLabelName');
  const all = inBraces.flatMap((child) => matcherAt(query, child) ?? []);
  const named = all.find(({ label, sign }) => label === '__name__' && sign === '=');
  const metric =
    identifier !== null
      ? textOf(query, identifier)
      : quoted !== undefined
        ? stringValue(textOf(query, quoted))
        : named?.value;
  return { metric, matchers: all.filter(({ label }) => label !== '__name__'), offset: node.from };
}

function matcherAt(query: ParsedQuery, node: SyntaxNode): Matcher | undefined {
  const name = node.getChild('LabelName') ?? node.getChild('QuotedLabelName');
  const sign = node.getChild('MatchOp');
  const value = node.getChild('StringLiteral');
  if (name === null || sign === null || value === null) return undefined;
  const label = textOf(query, name);
  return {
    label: name.name === 'QuotedLabelName' ? stringValue(label) : label,
    sign: signOf(textOf(query, sign)),
    value: stringValue(textOf(query, value)),
    offset: node.from,
  };
}

function signOf(text: string): MatchSign {
  return text === '!=' || text === '=~' || text === '!~' ? text : '=';
}
