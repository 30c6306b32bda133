import { mentionsIn } from './classes.js';
import { betweenCommas, childrenOf, dottedName, type Node, type Piece, plainString, textOf } from './nodes.js';
import type { Meaning } from './outline.js';

/** One name and the expression it gets. */
export interface Assigned {
  readonly name: string;
  readonly target: Node;
  readonly value: Node;
}

/** The plain names that an assignment binds: `a = b = x`, `a: T = x`, `a, b = x, y`. */
export function readAssignment(node: Node): (text: string) => Assigned[] {
  const parts: Node[][] = [[]];
  for (const child of childrenOf(node)) {
    if (child.name === 'AssignOp') parts.push([]);
    else if (child.name !== 'TypeDef') parts.at(-1)?.push(child);
  }
  const values = betweenCommas(parts.pop() ?? []);
  return (text) =>
    parts.flatMap((part) => {
      const targets = betweenCommas(part);
      if (targets.length !== values.length) return [];
      return targets.flatMap(([target], index) => {
        const value = values[index];
        const single = value?.length === 1 ? value[0] : undefined;
        if (target?.name !== 'VariableName' || single === undefined) return [];
        return [{ name: textOf(text, target), target, value: single }];
      });
    });
}

/** What a name stands for that is assigned an expression. `undefined` for `X = wrapped(X)`, which leaves it what it is. */
export function meaningOf({ text, node }: Piece, name: string): Meaning | undefined {
  const path = dottedName(text, node);
  if (path !== undefined) return { kind: 'alias', path };
  const mentions = mentionsIn(text, node);
  return mentions.some(([first]) => first === name) ? undefined : { kind: 'computed', mentions };
}

/** The strings of a plain list or tuple, as `__all__` is written. */
export function stringList(text: string, node: Node): string[] | undefined {
  if (node.name !== 'ArrayExpression' && node.name !== 'TupleExpression') return undefined;
  const items = betweenCommas(childrenOf(node)).map(([item]) => item && plainString(text, item));
  const strings = items.filter((item) => item !== undefined);
  return strings.length === items.length ? strings : undefined;
}
