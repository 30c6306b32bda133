import { Document, isMap, isScalar, type Pair, visit, type YAMLMap } from 'yaml';
import type { Configuration } from './model.js';

const header = ` Configuration of Alertmanager, written by \`fleetwatch alertmanager render\`. Do not edit it: say in the block \`alerting\`
 of the settings who is to be told, and write it again. The same settings give the same text.`;

/** The configuration as YAML, with each reason as a comment above what it is about. */
export function configurationText(configuration: Configuration): string {
  // Alertmanager's parser knows some of YAML 1.1: `18:00` and `no` are text for it only in quotes.
  const document = new Document(configuration, { version: '1.1', aliasDuplicateObjects: false });
  document.commentBefore = header;
  visit(document, {
    Pair: (index, pair, path) => {
      if (path.length === 2 && index !== 0) separate(pair);
    },
    Map: (_, map) => explain(map),
    Seq: (_, list) => {
      // Matchers, labels and addresses are read best in one line.
      list.flow = list.items.every(isScalar);
      const isExplained = list.items.some((item) => isMap(item) && item.has('why'));
      for (const item of isExplained ? list.items.slice(1) : []) if (isMap(item)) item.spaceBefore = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Blocks of the file stand apart. */
function separate({ key }: Pair): void {
  if (isScalar(key)) key.spaceBefore = true;
}

function explain(map: YAMLMap): void {
  const why = map.get('why');
  if (typeof why !== 'string') return;
  map.delete('why');
  map.commentBefore = why.replaceAll(/^/gm, ' ');
}
