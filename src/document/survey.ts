import type { Alias, Node } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, Scalar } from 'yaml';

/** What keeps a tree from having a plain value that people and readers agree on. */
export type TreeFault =
  | 'duplicate-key'
  | 'duplicate-anchor'
  | 'unknown-alias'
  | 'endless-alias'
  | 'collection-as-key'
  | 'merge-of-no-mapping';

export interface TreeProblem {
  readonly fault: TreeFault;
  readonly offset: number;
}

/** Which node each alias stands for. */
export type Aliases = ReadonlyMap<Alias, Node>;

/** One walk over the tree, in the order of the text: what aliases mean, and which keys stand twice. */
export function survey(root: unknown): { readonly aliases: Aliases; readonly problems: readonly TreeProblem[] } {
  const aliases = new Map<Alias, Node>();
  const anchors = new Map<string, Node>();
  const problems: TreeProblem[] = [];
  const visit = (node: unknown): void => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined) problems.push({ fault: 'unknown-alias', offset: startOf(node) });
      else aliases.set(node, target);
      return;
    }
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) {
      // YAML lets an anchor be set anew (1.2.2, 3.2.2.2); PyYAML does not.
      if (anchors.has(node.anchor)) problems.push({ fault: 'duplicate-anchor', offset: startOf(node) });
      anchors.set(node.anchor, node);
    }
    if (isSeq(node)) for (const item of node.items) visit(item);
    if (!isMap(node)) return;
    const keys = new Set<string>();
    for (const { key, value } of node.items) {
      visit(key);
      const text = keyText(key, aliases);
      if (text === undefined) problems.push({ fault: 'collection-as-key', offset: startOf(key) });
      else if (keys.has(text) && !isMergeKey(key)) problems.push({ fault: 'duplicate-key', offset: startOf(key) });
      else keys.add(text);
      visit(value);
    }
  };
  visit(root);
  return { aliases, problems };
}

/** The key as JSON would write it; `undefined` for a list or mapping as key, which PyYAML refuses too. */
export function keyText(key: unknown, aliases: Aliases): string | undefined {
  const node = resolve(key, aliases);
  if (node === null) return 'null';
  return isScalar(node) ? String(node.value) : undefined;
}

/** `<<`, unquoted (https://yaml.org/type/merge.html). */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && key.type === Scalar.PLAIN;
}

/** The node an alias stands for; any other node itself. */
export function resolve(node: unknown, aliases: Aliases): unknown {
  return isAlias(node) ? aliases.get(node) : node;
}

/** Offset of a node in the text; that of an empty document is 0. */
export function startOf(node: unknown): number {
  return (isAlias(node) || isScalar(node) || isMap(node) || isSeq(node)) && node.range ? node.range[0] : 0;
}
