import type { parser } from '@lezer/python';

/** A syntax tree of a piece of Python; names of nodes are those of the parser's grammar. */
export type Tree = ReturnType<typeof parser.parse>;
export type Node = Tree['topNode'];

/** Longest `a.b.c` that is followed; nobody writes longer ones, and a broken file may hold one of a million steps. */
const maximumSteps = 32;

/** `['core', 'base_agent', 'BaseAgent']` for `core.base_agent.BaseAgent`. */
export type DottedName = readonly string[];

/** A node and the text it stands in. */
export interface Piece {
  readonly text: string;
  readonly node: Node;
}

export function textOf(text: string, node: Node): string {
  return text.slice(node.from, node.to);
}

/** All children of a node, keywords and punctuation included, places of errors left out. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (!child.type.isError) children.push(child);
  }
  return children;
}

/** The name that an expression consists of; `undefined` where it is anything else. */
export function dottedName(text: string, node: Node): DottedName | undefined {
  const steps: string[] = [];
  let at: Node | null = node;
  while (at !== null && steps.length < maximumSteps) {
    if (at.name === 'VariableName') return [textOf(text, at), ...steps.reverse()];
    const property: Node | null = at.name === 'MemberExpression' ? at.lastChild : null;
    if (property?.name !== 'PropertyName') return undefined;
    steps.push(textOf(text, property));
    at = at.firstChild;
  }
  return undefined;
}

/** What stands between the commas of a list; the commas and the brackets around are left out. */
export function betweenCommas(nodes: readonly Node[]): Node[][] {
  const items: Node[][] = [[]];
  for (const node of nodes) {
    if (node.name === ',') items.push([]);
    else if (!'()[]{}'.includes(node.name)) items.at(-1)?.push(node);
  }
  return items.filter((item) => item.length > 0);
}

/** The text in a string literal that needs no decoding, as names and paths are. */
export function plainString(text: string, node: Node): string | undefined {
  if (node.name !== 'String') return undefined;
  return /^[rRuU]?(?<quote>'''|"""|'|")(?<content>[^\\]*)\k<quote>$/.exec(textOf(text, node))?.groups?.content;
}

/** Visits a node and all that is inside of it, in the order of the text, at most `limit` nodes. `skip` is not entered. */
export function walk(node: Node, limit: number, visit: (node: ReturnType<Node['cursor']>) => 'enter' | 'skip'): void {
  const cursor = node.cursor();
  let next = true;
  for (let count = 0; next && count < limit; count += 1) {
    next = cursor.next(visit(cursor) === 'enter') && cursor.from < node.to;
  }
}
