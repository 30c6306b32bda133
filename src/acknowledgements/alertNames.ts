import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** The rules as shipped. */
const shipped = new URL('../../prometheus/rules/', import.meta.url);

/** Alerts of the rules, by whether they climb the ladder. */
export interface AlertNames {
  /** Can be acknowledged: critical, and not part of the ladder itself. */
  readonly climbing: readonly string[];
  readonly others: readonly string[];
}

/** Critical, and yet with no ladder of their own: acknowledged is what they speak of. */
const ladderItself = 'FleetEscalation';

/** The names of all alerts of the bundled rules, sorted. Rejects where they cannot be read. */
export async function bundledAlertNames(folder: URL = shipped): Promise<AlertNames> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.rules.yml'));
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, folder), 'utf8')));
  const severities = new Map<string, Set<unknown>>();
  for (const { alert, labels } of texts.flatMap(rulesOf)) {
    if (typeof alert !== 'string') continue;
    const known = severities.get(alert) ?? new Set();
    severities.set(alert, known.add(labels?.severity));
  }
  const names = [...severities.keys()].sort();
  const climbs = (name: string) => name !== ladderItself && severities.get(name)?.has('critical') === true;
  return { climbing: names.filter(climbs), others: names.filter((name) => !climbs(name)) };
}

interface Rule {
  readonly alert?: unknown;
  readonly labels?: { readonly severity?: unknown };
}

/** Rules of our own files, whose shape promtool has checked. */
function rulesOf(text: string): Rule[] {
  const { groups }: { groups: { rules: Rule[] }[] } = parse(text);
  return groups.flatMap(({ rules }) => rules);
}
