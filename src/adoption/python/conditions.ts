import { childrenOf, dottedName, type Node, plainString, textOf } from './nodes.js';

/** What is known of a condition before the program runs. `main`: holds where the file is run as a script. */
export type Condition = 'true' | 'false' | 'main' | 'open';

/** Reads the condition of an `if`. */
export function readCondition(text: string, node: Node): Condition {
  if (node.name === 'ParenthesizedExpression') {
    const inner = childrenOf(node)[1];
    return inner === undefined ? 'open' : readCondition(text, inner);
  }
  if (node.name === 'UnaryExpression') return negated(text, node);
  if (node.name === 'BinaryExpression') return readComparison(text, node);
  const word = dottedName(text, node)?.at(-1) ?? textOf(text, node).slice(0, 8);
  // Type checkers alone take it for true (typing.TYPE_CHECKING).
  if (word === 'TYPE_CHECKING' || word === 'False' || word === '0') return 'false';
  return word === 'True' || word === '1' ? 'true' : 'open';
}

function negated(text: string, node: Node): Condition {
  const [operator, operand] = childrenOf(node);
  if (operator?.name !== 'not' || operand === undefined) return 'open';
  const inner = readCondition(text, operand);
  return inner === 'true' ? 'false' : inner === 'false' ? 'true' : 'open';
}

function readComparison(text: string, node: Node): Condition {
  const [left, operator, right] = childrenOf(node);
  if (left === undefined || operator === undefined || right === undefined) return 'open';
  const sign = textOf(text, operator);
  if (sign === 'and' || sign === 'or') {
    const sides = [readCondition(text, left), readCondition(text, right)];
    if (sides.includes('main')) return 'main';
    return sign === 'and' && sides.includes('false') ? 'false' : 'open';
  }
  if (sign === '==' && isMainCheck(text, left, right)) return 'main';
  // Python 3 it is: `sys.version_info >= (3, 8)` holds on whatever runs agents today.
  const version = dottedName(text, left)?.join('.');
  if (version === 'sys.version_info') return sign.startsWith('>') ? 'true' : sign.startsWith('<') ? 'false' : 'open';
  return 'open';
}

function isMainCheck(text: string, left: Node, right: Node): boolean {
  const names = [left, right].map((side) => plainString(text, side) ?? textOf(text, side));
  return names.includes('__name__') && names.includes('__main__');
}
