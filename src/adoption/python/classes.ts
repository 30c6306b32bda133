import type { SpotOf } from './lines.js';
import {
  betweenCommas,
  childrenOf,
  type DottedName,
  dottedName,
  type Node,
  type Piece,
  textOf,
  walk,
} from './nodes.js';
import type { Base } from './outline.js';

/** Names in one computed expression that are looked at. */
const maximumMentions = 8;

/** Nodes of one expression that are looked at; what is larger is data. */
const maximumNodes = 500;

/** The name and the bases of a class definition; keyword arguments such as `metaclass=` are no bases. */
export function readClass({ text, node }: Piece, spotOf: SpotOf): { readonly name: string; readonly bases: Base[] } {
  const children = childrenOf(node);
  const name = children.find((child) => child.name === 'VariableName');
  const list = children.find((child) => child.name === 'ArgList');
  const bases = list === undefined ? [] : betweenCommas(childrenOf(list));
  return {
    name: name === undefined ? '' : textOf(text, name),
    bases: bases.flatMap((item) => readBase(text, item, spotOf)),
  };
}

/** The dotted names in an expression, the first few of them. */
export function mentionsIn(text: string, node: Node): DottedName[] {
  const mentions: DottedName[] = [];
  walk(node, maximumNodes, (at) => {
    const isName = at.name === 'VariableName' || at.name === 'MemberExpression';
    const path = isName && mentions.length < maximumMentions ? dottedName(text, at.node) : undefined;
    if (path === undefined) return 'enter';
    mentions.push(path);
    return 'skip';
  });
  return mentions;
}

function readBase(text: string, item: readonly Node[], spotOf: SpotOf): Base[] {
  const [node, second] = item;
  if (node === undefined || second?.name === 'AssignOp' || node.name === '**') return [];
  const spot = spotOf(node.from);
  if (node.name === '*') return [computed(text, second ?? node, spot)];
  const path = dottedName(text, unsubscripted(node));
  if (path !== undefined) return [{ kind: 'name', path, spot }];
  return basesOfCall(text, node, spotOf) ?? [computed(text, node, spot)];
}

/** `Base` of `Base[T]`. */
function unsubscripted(node: Node): Node {
  const object = node.name === 'MemberExpression' && node.lastChild?.name === ']' ? node.firstChild : null;
  return object ?? node;
}

/** `with_metaclass(Meta, Base)` of the package six makes a class of the bases behind the first argument. */
function basesOfCall(text: string, node: Node, spotOf: SpotOf): Base[] | undefined {
  const [callee, list] = node.name === 'CallExpression' ? childrenOf(node) : [];
  if (callee === undefined || list === undefined) return undefined;
  if (dottedName(text, callee)?.at(-1) !== 'with_metaclass') return undefined;
  return betweenCommas(childrenOf(list))
    .slice(1)
    .flatMap((item) => readBase(text, item, spotOf));
}

function computed(text: string, node: Node, spot: Base['spot']): Base {
  return { kind: 'computed', mentions: mentionsIn(text, node), spot };
}
