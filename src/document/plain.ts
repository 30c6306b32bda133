import { isAlias, isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import { mergeSources } from './merge.js';
import { type Aliases, isMergeKey, keyText, startOf, type TreeProblem } from './survey.js';
import { maximumDepth } from './tree.js';

/** Values a file may have once its aliases are written out: a "billion laughs" file has a billion. */
const maximumValues = 1_000_000;

export type PlainResult =
  | { readonly value: unknown }
  | { readonly problem: TreeProblem }
  | { readonly refusal: { readonly reason: string; readonly offset: number } };

type Failure = Exclude<PlainResult, { value: unknown }>;

/**
 * The tree as plain objects, lists and scalars, with aliases and merge keys written out. What is neither text, number,
 * boolean nor null in JSON (binary data) stays as it is written.
 */
export function plainValue(root: unknown, aliases: Aliases): PlainResult {
  let failure: Failure | undefined;
  let count = 0;
  const open = new Set<unknown>();

  const convert = (node: unknown, depth: number): unknown => {
    if (failure !== undefined) return undefined;
    if (depth > maximumDepth) return refuse(node, `aliases nest it deeper than ${maximumDepth} levels`);
    if (isAlias(node)) {
      const target = aliases.get(node);
      if (open.has(target)) return fail({ problem: { fault: 'endless-alias', offset: startOf(node) } });
      return convert(target, depth + 1);
    }
    if (++count > maximumValues) {
      return refuse(node, `aliases multiply it to more than ${maximumValues} values`);
    }
    if (isScalar(node)) return scalarValue(node.value, node.source);
    if (!isMap(node) && !isSeq(node)) return null;
    open.add(node);
    const value = isMap(node) ? convertMap(node, depth) : node.items.map((item) => convert(item, depth + 1));
    open.delete(node);
    return value;
  };

  const convertMap = (map: YAMLMap, depth: number): Record<string, unknown> => {
    const result: Record<string, unknown> = {};
    for (const source of mergeSources(map, aliases)) {
      if (open.has(source)) fail({ problem: { fault: 'endless-alias', offset: startOf(map) } });
      else if (!isMap(source)) fail({ problem: { fault: 'merge-of-no-mapping', offset: startOf(map) } });
      if (failure !== undefined) return result;
      for (const [key, value] of Object.entries(convert(source, depth + 1) ?? {})) define(result, key, value);
    }
    for (const { key, value } of map.items) {
      if (failure !== undefined) return result;
      if (!isMergeKey(key)) define(result, keyText(key, aliases) ?? '', convert(value, depth + 1));
    }
    return result;
  };

  const fail = (reason: Failure): undefined => {
    failure ??= reason;
  };
  const refuse = (node: unknown, reason: string): undefined => fail({ refusal: { reason, offset: startOf(node) } });

  const value = convert(root, 0);
  return failure ?? { value };
}

function scalarValue(value: unknown, source: string | undefined): unknown {
  const json = value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return json ? value : (source ?? null);
}

/** `__proto__` is a name like any other; plain assignment would change the prototype instead. */
function define(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
