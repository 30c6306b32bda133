import type { Node, Tree } from './nodes.js';

const containers = /^(Script|Body|MatchBody|DecoratedStatement|(If|Try|For|While)Statement)$/;
const beginners = /(Statement|Definition|Group|^MatchClause|^Decorator|^else|^elif|^except|^finally)$/;

/**
 * The first line that stands at another depth than the lines beside it. The parser does without: it takes a line too
 * deep or not deep enough as part of the block that it is in. Yields nothing between steps, to take a breath.
 */
export function* firstMisindented(text: string, tree: Tree): Generator<void, Node | undefined> {
  const cursor = tree.cursor();
  let count = 0;
  do {
    count += 1;
    if (count % 256 === 0) yield;
    const found = containers.test(cursor.name) ? strayChild(text, cursor.node) : undefined;
    if (found !== undefined) return found;
  } while (cursor.next());
  return undefined;
}

function strayChild(text: string, container: Node): Node | undefined {
  let wanted = container.name.endsWith('Statement') ? indentationOf(text, container.from) : undefined;
  if (container.name === 'Script') wanted = '0 0';
  for (let child = container.firstChild; child !== null; child = child.nextSibling) {
    const found = beginners.test(child.name) ? indentationOf(text, child.from) : undefined;
    if (found === undefined) continue;
    if (wanted !== undefined && found !== wanted) return child;
    wanted = found;
  }
  return undefined;
}

/**
 * How deep a line stands, if the offset is where it begins: with tabs of 8 columns and with tabs of 1, as Python counts
 * (reference manual, 2.1.8 Indentation; two lines must agree in both).
 */
function indentationOf(text: string, offset: number): string | undefined {
  let from = offset;
  while (from > 0 && isBlank(text.charCodeAt(from - 1))) from -= 1;
  if (!/(^|[^\\]\r?\n|[^\\]\r|\f)$/.test(text.slice(Math.max(0, from - 3), from))) return undefined;
  let columns = 0;
  for (let at = from; at < offset; at += 1) columns += text[at] === '\t' ? 8 - (columns % 8) : 1;
  return `${columns} ${offset - from}`;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
