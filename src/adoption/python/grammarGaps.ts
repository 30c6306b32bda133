import { lexemes } from './lexemes.js';
import type { Node } from './nodes.js';

/** A stretch of text to be replaced by another of the same length: blanks, or `word` followed by blanks. */
export interface Patch {
  readonly from: number;
  readonly to: number;
  readonly word: string;
}

/**
 * Valid Python that @lezer/python 1.1.19 takes for an error. Each reader looks at one error of the parser and says what
 * to write in the place of the construct so that the parser goes on, without moving anything else.
 */
const gaps: readonly ((text: string, error: Node) => readonly Patch[])[] = [
  bareYield,
  trailingPoint,
  casePattern,
  star,
  positionalOnly,
  assignmentInSet,
  colonEquals,
  printName,
  decorator,
  withTargets,
  matchSubject,
];

/** What to replace so that the parser gets over an error; nothing where the text is wrong indeed. */
export function patchesOf(text: string, error: Node): readonly Patch[] {
  for (const gap of gaps) {
    const patches = gap(text, error).filter(({ from, to, word }) => word.length <= to - from);
    if (patches.length > 0) return patches;
  }
  return [];
}

/** Writes the patches into a text of the same length. Line breaks stay. */
export function applyPatches(text: string, patches: readonly Patch[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { from, to, word } of [...patches].sort((a, b) => a.from - b.from)) {
    if (from < at) continue;
    const rest = text.slice(from + word.length, to).replaceAll(/[^\r\n]/g, ' ');
    pieces.push(text.slice(at, from), word, rest);
    at = to;
  }
  return pieces.join('') + text.slice(at);
}

/** `yield` without a value. */
function bareYield(_: string, error: Node): Patch[] {
  const keyword = error.parent?.firstChild;
  return keyword?.name === 'yield' && keyword.nextSibling?.from === error.from ? [replace(keyword, 'None')] : [];
}

/** `1.` */
function trailingPoint(_: string, error: Node): Patch[] {
  const point = error.prevSibling;
  return point?.name === '.' && point.prevSibling?.name === 'Number' ? [replace(point, '')] : [];
}

/** `case Point():`, `case 'a' 'b':` and other patterns. */
function casePattern(text: string, error: Node): Patch[] {
  const clause = ancestor(error, 'MatchClause');
  const keyword = clause?.firstChild;
  if (keyword?.name !== 'case') return [];
  for (const { kind, from, depth } of lexemes(text, keyword.to)) {
    if (kind === 'newline' && depth === 0) break;
    if (depth === 0 && text[from] === ':') return [{ from: keyword.to, to: from, word: ' _' }];
  }
  return [];
}

/** Stars in subscripts and annotations (PEP 646), in targets of comprehensions, behind `in`. */
function star(text: string, error: Node): Patch[] {
  const parent = error.parent?.name ?? '';
  if (!/^(MemberExpression|ArgList|TypeDef|ForStatement|\w*ComprehensionExpression)$/.test(parent)) return [];
  const stars = [...text.slice(error.from, error.from + 2)].filter((char) => char === '*').length;
  return stars === 1 ? [{ from: error.from, to: error.from + 1, word: text[error.from] === '*' ? '' : ' ' }] : [];
}

/** `lambda a, /: a` (PEP 570). */
function positionalOnly(text: string, error: Node): Patch[] {
  if (error.parent?.name !== 'ParamList' || text[error.from] !== '/') return [];
  const comma = text.lastIndexOf(',', error.from);
  return comma > error.parent.from ? [{ from: comma, to: error.from + 1, word: '' }] : [];
}

/** `{a := 1}` */
function assignmentInSet(text: string, error: Node): Patch[] {
  const found = error.parent?.name === 'SetExpression' && text.startsWith(':=', error.from);
  return found ? [{ from: error.from, to: error.from + 2, word: ',' }] : [];
}

/** `f"{a:=5}"`: a format that begins with an equals sign. */
function colonEquals(text: string, error: Node): Patch[] {
  const found = error.parent?.name === 'FormatReplacement' && text.startsWith(':=', error.from);
  return found ? [{ from: error.from, to: error.from + 2, word: ':' }] : [];
}

/** `print` as the name of the function, not called. */
function printName(_: string, error: Node): Patch[] {
  const keyword = error.parent?.name === 'PrintStatement' ? error.parent.firstChild : null;
  return keyword?.name === 'print' ? [replace(keyword, 'names')] : [];
}

/** Any expression behind `@` (PEP 614). */
function decorator(text: string, error: Node): Patch[] {
  const node = ancestor(error, 'Decorator');
  if (node === undefined) return [];
  const end = endOfLine(text, node.from);
  return [{ from: node.from, to: end, word: '@x' }];
}

/** `with (a as b, c as d):` (PEP 617), and targets that are no plain names: `as self.a`, `as (a, b)`. */
function withTargets(text: string, error: Node): Patch[] {
  const node = ancestor(error, 'WithStatement');
  if (node === undefined) return [];
  const patches: Patch[] = [];
  let target: { readonly from: number; readonly depth: number } | undefined;
  for (const { kind, from, to, depth } of lexemes(text, node.from)) {
    if (kind === 'newline' && depth === 0) break;
    const mark = kind === 'mark' ? text[from] : undefined;
    const ends = target !== undefined && depth === target.depth && (mark === ',' || mark === ':');
    if (target !== undefined && (ends || depth < target.depth)) {
      patches.push({ from: target.from, to: from, word: '' });
      target = undefined;
    }
    if (mark === ':' && depth === 0) break;
    if (kind === 'name' && depth <= 1 && text.slice(from, to) === 'as') target = { from, depth };
  }
  return patches;
}

/** Subjects of `match` that are more than one plain expression: `match a, b:`, `match a < b:`. */
function matchSubject(text: string, error: Node): Patch[] {
  let statement = error;
  while (statement.parent !== null && !/^(Body|Script)$/.test(statement.parent.name)) statement = statement.parent;
  if (!/^match[ \t(]/.test(text.slice(statement.from, statement.from + 6))) return [];
  const from = statement.from + 'match '.length;
  const end = endOfLine(text, statement.from);
  const colon = text.lastIndexOf(':', end);
  const followed = /^:[^\r\n]*(?:\s|#[^\r\n]*)*case\b/.test(text.slice(colon, colon + 400));
  return error.from <= colon + 1 && colon - from > 1 && followed ? [{ from, to: colon, word: 'x' }] : [];
}

function replace(node: Node, word: string): Patch {
  return { from: node.from, to: node.to, word };
}

function ancestor(node: Node, name: string): Node | undefined {
  for (let at: Node | null = node; at !== null && !at.name.endsWith('Body'); at = at.parent) {
    if (at.name === name) return at;
  }
  return undefined;
}

/** The end of the logical line that begins at an offset. */
function endOfLine(text: string, from: number): number {
  for (const lexeme of lexemes(text, from)) if (lexeme.kind === 'newline' && lexeme.depth === 0) return lexeme.from;
  return text.length;
}
