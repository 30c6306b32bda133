import type { YAMLMap } from 'yaml';
import { isMap, isSeq } from 'yaml';
import { type Aliases, isMergeKey, resolve } from './survey.js';

/**
 * What the `<<` keys of a mapping bring in, in the order in which PyYAML lets the later override the earlier: of a list
 * the first counts most, of several `<<` keys the last. The mapping's own keys outrank all of it.
 */
export function mergeSources(map: YAMLMap, aliases: Aliases): unknown[] {
  return map.items
    .filter(({ key }) => isMergeKey(key))
    .flatMap(({ value }) => {
      const source = resolve(value, aliases);
      return isSeq(source) ? source.items.map((item) => resolve(item, aliases)).reverse() : [source];
    });
}

/** The mappings among {@link mergeSources}. */
export function mergedMaps(map: YAMLMap, aliases: Aliases): YAMLMap[] {
  return mergeSources(map, aliases).filter((source) => isMap(source));
}
