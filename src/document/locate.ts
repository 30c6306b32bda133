import type { Pair, YAMLMap } from 'yaml';
import { isMap, isScalar, isSeq } from 'yaml';
import { mergedMaps } from './merge.js';
import { type Aliases, isMergeKey, keyText, resolve, startOf } from './survey.js';
import { maximumDepth } from './tree.js';

/** Keys and indices from the root of a document to one of its values. */
export type Path = readonly (string | number)[];

/** Finds the offset of what stands at a path, or of its nearest ancestor that stands in the text. */
export type Locate = (path: Path, target: 'key' | 'value') => number;

/** A {@link Locate} for one tree. What stands behind an alias or a merge key is found where it is written. */
export function locator(root: unknown, aliases: Aliases): Locate {
  const indices = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  const indexOf = (map: YAMLMap): ReadonlyMap<string, Pair> => {
    const known = indices.get(map);
    if (known !== undefined) return known;
    const index = new Map<string, Pair>();
    for (const pair of map.items) {
      if (!isMergeKey(pair.key)) index.set(keyText(pair.key, aliases) ?? '', pair);
    }
    indices.set(map, index);
    return index;
  };
  const pairOf = (map: YAMLMap, key: string, depth: number): Pair | undefined => {
    const own = indexOf(map).get(key);
    if (own !== undefined || depth > maximumDepth) return own;
    for (const merged of mergedMaps(map, aliases).reverse()) {
      const pair = pairOf(merged, key, depth + 1);
      if (pair !== undefined) return pair;
    }
    return undefined;
  };

  return (path, target) => {
    let node = resolve(root, aliases);
    let offset = startOf(node);
    for (const [index, step] of path.entries()) {
      if (isSeq(node)) {
        node = resolve(node.items[Number(step)], aliases);
      } else if (isMap(node)) {
        const pair = pairOf(node, String(step), 0);
        if (pair === undefined) return offset;
        node = resolve(pair.value, aliases);
        const wantsKey = target === 'key' && index === path.length - 1;
        if (wantsKey || isEmpty(node)) offset = startOf(pair.key);
        if (wantsKey || isEmpty(node)) continue;
      } else {
        return offset;
      }
      if (node === undefined) return offset;
      offset = startOf(node);
    }
    return offset;
  };
}

/** An empty value has no place of its own: its key stands for it. */
function isEmpty(node: unknown): boolean {
  return node === null || (isScalar(node) && node.source === '' && node.value === null);
}
