import { isMap, isScalar } from 'yaml';
import { composeTree } from '../document/tree.js';
import { isBlank, isMarginComment } from './lines.js';

/** A key of the top level and the lines that belong to it. Lines count from 0, `end` is the first one behind. */
export interface Block {
  readonly key: string;
  /** The first line: that of the key, or of the comments that stand directly above it. */
  readonly start: number;
  readonly keyLine: number;
  readonly end: number;
  /** How the value is written; `lines` is a mapping that goes by indentation. */
  readonly value: 'lines' | 'empty' | 'other';
  /** Columns by which the keys of such a mapping are indented. */
  readonly indentation: number;
}

/** The top level of a text as blocks of lines; `undefined` where it is not written in such. */
export function topBlocks(text: string, lines: readonly string[]): Block[] | undefined {
  const result = composeTree(text, '1.1');
  if ('refusal' in result) return undefined;
  const { root, lines: counter } = result.tree;
  if (!isMap(root) || root.flow === true) return undefined;
  const blocks: Block[] = [];
  const keys = root.items.map(({ key, value }) => {
    const at = isScalar(key) && key.range != null ? counter.linePos(key.range[0]) : undefined;
    return { name: isScalar(key) ? String(key.value) : '', at, value };
  });
  for (const [index, { name, at, value }] of keys.entries()) {
    if (at === undefined || at.col !== 1) return undefined;
    const next = keys[index + 1]?.at;
    const keyLine = at.line - 1;
    const end = endOf(lines, keyLine, next === undefined ? lines.length : next.line - 1);
    const indented = isMap(value) && value.flow !== true && value.range != null && value.anchor === undefined;
    const isEmpty = value === null || (isScalar(value) && value.value === null && value.source === '');
    blocks.push({
      key: name,
      start: startOf(lines, keyLine, blocks.at(-1)?.end ?? 0),
      keyLine,
      end,
      value: indented ? 'lines' : isEmpty ? 'empty' : 'other',
      indentation: indented && value.range != null ? counter.linePos(value.range[0]).col - 1 : 0,
    });
  }
  return blocks;
}

/** Comments directly above a key speak of it; those at the head of the file speak of the file. */
function startOf(lines: readonly string[], keyLine: number, floor: number): number {
  let start = keyLine;
  while (start > floor && isMarginComment(lines[start - 1] ?? '')) start -= 1;
  return start === 0 ? keyLine : start;
}

/** Blank lines and comments at the margin belong to what follows. */
function endOf(lines: readonly string[], keyLine: number, next: number): number {
  let end = next;
  while (end - 1 > keyLine) {
    const line = lines[end - 1] ?? '';
    if (!isBlank(line) && !isMarginComment(line) && !line.startsWith('...')) break;
    end -= 1;
  }
  return end;
}
