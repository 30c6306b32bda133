import { parseYaml } from '../document/parse.js';
import { compareFindings, type Finding, formatPlace } from '../finding.js';
import type { Variables } from '../fleet/expand.js';
import { parseStartupFile } from '../fleet/read.js';
import { byHand } from './byHand.js';
import type { Migrated, Refused, Unmoved } from './model.js';
import { moveSettings } from './movedSettings.js';
import { typeValues } from './typedValues.js';

export interface MigrationSource {
  /** How the file is called in findings. */
  readonly file: string;
  /** Key of a plain list of agents beside the usual ones. */
  readonly agentsKey?: string | undefined;
  readonly variables: Variables;
}

/**
 * Rewrites a start-up file of an older layout to the current one. Only what is certain is touched; every other line stays
 * as it is, to the byte. What came out, migrated again, is the same.
 */
export function migrate(source: MigrationSource, text: string): Migrated | Refused {
  const { file, agentsKey } = source;
  const parse = (version: string) => parseYaml(file, version, { version: '1.1' });
  const document = parse(text);
  const isReadable = typeof document.value === 'object' && document.value !== null && !Array.isArray(document.value);
  if (!isReadable || document.findings.some(({ severity }) => severity === 'error')) {
    return { kind: 'refused', findings: document.findings.length > 0 ? document.findings : left(source, text, []) };
  }
  const typed = typeValues(text, document, agentsKey);
  const moved = moveSettings(typed.text, parse(typed.text));
  return {
    kind: 'migrated',
    text: moved.text,
    changes: [...typed.changes, ...moved.changes].sort((a, b) => a.place.line - b.place.line),
    left: left(source, moved.text, moved.unmoved),
  };
}

/** What `check` says of the text; where a key is left for a reason, the reason stands for the finding. */
function left({ file, agentsKey, variables }: MigrationSource, text: string, unmoved: readonly Unmoved[]): Finding[] {
  const { findings } = parseStartupFile({ name: file, startupFile: file, agentsKey }, text, { variables });
  const document = parseYaml(file, text, { version: '1.1' });
  const explained = unmoved.map((one) => byHand(document.placeOfKey([one.key]), one));
  const places = new Set(explained.map(({ place }) => formatPlace(place)));
  const others = findings.filter(
    ({ code, severity, place }) =>
      severity !== 'info' && !(code === 'settings-outside-global' && places.has(formatPlace(place))),
  );
  return [...others.map(({ machine: _, ...finding }) => finding), ...explained].sort(compareFindings);
}
