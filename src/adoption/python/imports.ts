import { childrenOf, type DottedName, type Piece, textOf } from './nodes.js';
import type { Meaning, ModuleName } from './outline.js';

/** What an import statement binds, and what it imports with a star. */
export interface Imported {
  readonly names: readonly { readonly name: string; readonly meaning: Meaning }[];
  readonly star: ModuleName | undefined;
}

/** Reads `import a.b as c, d` and `from ..a import (b as c, d)` in all their forms. */
export function readImport({ text, node }: Piece): Imported {
  const words = childrenOf(node).map((child) => textOf(text, child));
  if (words[0] === 'import') return { names: itemsOf(words.slice(1)).flatMap(boundModule), star: undefined };
  const from = words.indexOf('import');
  const before = words.slice(1, from < 0 ? words.length : from);
  const path = before.filter((word) => !word.startsWith('.'));
  const level = before.slice(0, path.length === 0 ? undefined : before.indexOf(path[0] ?? '')).join('').length;
  const module: ModuleName = { level, path };
  const after = from < 0 ? [] : words.slice(from + 1);
  if (after[0] === '*') return { names: [], star: module };
  return { names: itemsOf(after).flatMap((item) => boundMember(module, item)), star: undefined };
}

interface Item {
  readonly path: DottedName;
  readonly alias: string | undefined;
}

function itemsOf(words: readonly string[]): Item[] {
  const items: { path: string[]; alias: string | undefined }[] = [];
  let item: (typeof items)[number] | undefined;
  for (const [index, word] of words.entries()) {
    if (word === ',') item = undefined;
    else if (word === '.' || word === 'as' || word === '(' || word === ')') continue;
    else if (words[index - 1] === 'as' && item !== undefined) item.alias = word;
    else if (item !== undefined) item.path.push(word);
    else {
      item = { path: [word], alias: undefined };
      items.push(item);
    }
  }
  return items;
}

function boundModule({ path, alias }: Item): Imported['names'] {
  const [top] = path;
  if (top === undefined) return [];
  return [
    alias === undefined
      ? { name: top, meaning: { kind: 'module', path: [top] } }
      : { name: alias, meaning: { kind: 'module', path } },
  ];
}

function boundMember(module: ModuleName, { path, alias }: Item): Imported['names'] {
  const [member] = path;
  return member === undefined ? [] : [{ name: alias ?? member, meaning: { kind: 'member', module, member } }];
}
