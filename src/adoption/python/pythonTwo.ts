import { childrenOf, type Node, type Tree, textOf } from './nodes.js';

/** A form that the parser accepts because Python 2 did; Python 3 refuses the whole file for it. */
export interface OldForm {
  readonly node: Node;
  readonly message: string;
}

/** The first form of Python 2 in a tree. Yields nothing between steps, for whoever drives it to take a breath. */
export function* firstOldForm(text: string, tree: Tree): Generator<void, OldForm | undefined> {
  const cursor = tree.cursor();
  let count = 0;
  do {
    count += 1;
    if (count % 256 === 0) yield;
    const message = oldForm(text, cursor.name, cursor.from, () => cursor.node);
    if (message !== undefined) return { node: cursor.node, message };
  } while (cursor.next());
  return undefined;
}

function oldForm(text: string, name: string, from: number, node: () => Node): string | undefined {
  switch (name) {
    case 'PrintStatement':
      // `print - 1` is an expression in Python 3.
      return /^print[ \t]*(["'\d]|(?!(in|is|and|or|if|not)\b)[\p{L}_])/u.test(text.slice(from, from + 24))
        ? '`print` without parentheses, as in Python 2'
        : undefined;
    case 'CompareOp':
      return text.startsWith('<>', from) ? '`<>` for `!=`, as in Python 2' : undefined;
    case 'RaiseStatement':
      return childrenOf(node()).some((child) => child.name === ',')
        ? '`raise` with a comma, as in Python 2'
        : undefined;
    case 'TryStatement':
      return childrenOf(node()).some((child) => catchesByComma(text, child))
        ? '`except` with a comma for `as`, as in Python 2'
        : undefined;
    case 'Number':
      return /^0[0-9_]*[1-9][0-9_]*(?![\d_.eEjJ])/.test(text.slice(from, from + 40))
        ? 'a number with a leading zero, as in Python 2'
        : undefined;
    default:
      return undefined;
  }
}

/** `except ValueError, error:`; two classes without parentheses are Python 3.14 (PEP 758). */
function catchesByComma(text: string, child: Node): boolean {
  const name = child.name === ',' ? child.nextSibling : null;
  return name !== null && /^[a-z_]/.test(textOf(text, name));
}
