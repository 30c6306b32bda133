import { betweenCommas, childrenOf, dottedName, type Node, textOf } from './nodes.js';
import { type PathContext, readPath } from './paths.js';

/** Directories that a statement adds to `sys.path`. */
export interface SearchPathChange {
  readonly end: 'first' | 'last';
  readonly directories: readonly string[];
}

/** Reads `sys.path.insert(0, x)`, `sys.path.append(x)` and `sys.path.extend([x, y])`. */
export function readSearchPathCall(context: PathContext, statement: Node): SearchPathChange | undefined {
  const [call] = statement.name === 'ExpressionStatement' ? childrenOf(statement) : [];
  const [callee, list] = call?.name === 'CallExpression' ? childrenOf(call) : [];
  if (callee === undefined || list === undefined) return undefined;
  const items = betweenCommas(childrenOf(list)).flatMap((item) => item.slice(0, 1));
  switch (dottedName(context.text, callee)?.join('.')) {
    case 'sys.path.insert':
      return { end: 'first', directories: absolutes(context, items.slice(1, 2)) };
    case 'sys.path.append':
      return { end: 'last', directories: absolutes(context, items.slice(0, 1)) };
    case 'sys.path.extend':
      return { end: 'last', directories: listed(context, items[0]) };
    default:
      return undefined;
  }
}

/** Reads `sys.path += [x]`. */
export function readSearchPathUpdate(context: PathContext, statement: Node): SearchPathChange | undefined {
  const [target, operator, value] = childrenOf(statement);
  if (target === undefined || operator === undefined) return undefined;
  const isPath = dottedName(context.text, target)?.join('.') === 'sys.path';
  if (!isPath || textOf(context.text, operator) !== '+=') return undefined;
  return { end: 'last', directories: listed(context, value) };
}

function listed(context: PathContext, node: Node | undefined): string[] {
  if (node?.name !== 'ArrayExpression') return [];
  return absolutes(
    context,
    betweenCommas(childrenOf(node)).flatMap((item) => item.slice(0, 1)),
  );
}

/** A relative directory depends on where the process was started, so nothing is known of it. */
function absolutes(context: PathContext, nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => readPath(context, node) ?? []).filter((path) => path.startsWith('/'));
}
