import { isMap, isScalar, isSeq, type Range } from 'yaml';
import type { Path } from '../document/parse.js';
import { composeTree } from '../document/tree.js';
import { holdsSecrets } from '../fleet/secrets.js';
import { linesOf } from './lines.js';

const mask = '…';

/** A key at the beginning of a line, perhaps of a list item or in a comment, and what follows it. */
const keyed = /^(?<key>\s*(?:# ?)?(?:- )?["']?[\w.-]+["']?:)(?<value>[ \t]+[^\r\n]+)?(?<end>\r?\n?)$/;
const other = /^(?<indentation>\s*)[^\r\n]*(?<end>\r?\n?)$/;

/**
 * A start-up file as a terminal may show it: line for line the same, without the values that are handed to the agents
 * unread, as they may be credentials.
 */
export function shownText(text: string): string {
  const { lines, parts } = hiddenIn(text);
  return linesOf(text)
    .map((line, index) => {
      if (lines.has(index)) return masked(line);
      const own = parts.get(index) ?? [];
      return own.reduceRight((shown, { from, to }) => shown.slice(0, from) + mask + shown.slice(to), line);
    })
    .join('');
}

function masked(line: string): string {
  if (line.trim() === '') return line;
  const { key, value, end = '' } = keyed.exec(line)?.groups ?? {};
  if (key !== undefined) return `${key}${value === undefined ? '' : ` ${mask}`}${end}`;
  const groups = other.exec(line)?.groups ?? {};
  return `${groups.indentation ?? ''}${mask}${groups.end ?? ''}`;
}

interface Part {
  readonly from: number;
  readonly to: number;
}

interface Hidden {
  /** Lines, from 0, of which no more than a key is shown. */
  readonly lines: ReadonlySet<number>;
  /** Columns, from 0, of lines of which all else is shown, by lines and in the order of the text. */
  readonly parts: ReadonlyMap<number, readonly Part[]>;
}

function hiddenIn(text: string): Hidden {
  const hidden = new Set<number>();
  const parts = new Map<number, Part[]>();
  const result = composeTree(text, '1.1');
  if ('refusal' in result) return { lines: hidden, parts };
  const { root, lines } = result.tree;
  const placeOf = (offset: number) => ({ line: lines.linePos(offset).line - 1, column: lines.linePos(offset).col - 1 });
  const hide = (key: number, [start, end]: Range): void => {
    const [from, to] = [placeOf(start), placeOf(Math.max(end - 1, start))];
    // Comments between a key and its value may hold what the value used to be.
    for (let line = placeOf(key).line + 1; line <= to.line; line += 1) hidden.add(line);
    if (from.line > placeOf(key).line || end === start) return;
    const toColumn =
      to.line === from.line ? to.column + 1 : (text.slice(start).split(/\r?\n/, 1)[0] ?? '').length + from.column;
    const part = { from: from.column, to: toColumn };
    parts.set(from.line, [...(parts.get(from.line) ?? []), part]);
  };
  const visit = (node: unknown, path: Path): void => {
    if (isSeq(node)) for (const [index, item] of node.items.entries()) visit(item, [...path, index]);
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const range = isScalar(value) || isMap(value) || isSeq(value) ? value.range : undefined;
      if (isScalar(key) && key.range != null && range != null && holdsSecrets(path, name)) hide(key.range[0], range);
      else visit(value, [...path, name]);
    }
  };
  visit(root, []);
  return { lines: hidden, parts };
}
