import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** The rules as shipped. */
const shipped = new URL('../../../prometheus/rules/', import.meta.url);

/** Expressions of the bundled recording rules by their names. Rejects where they cannot be read. */
export async function bundledRecordings(folder: URL = shipped): Promise<ReadonlyMap<string, readonly string[]>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.rules.yml')).sort();
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, folder), 'utf8')));
  const recorded = new Map<string, readonly string[]>();
  for (const { record, expr } of texts.flatMap(rulesOf)) {
    if (record !== undefined) recorded.set(record, [...(recorded.get(record) ?? []), expr]);
  }
  return recorded;
}

interface Rule {
  readonly record?: string;
  readonly expr: string;
}

/** Rules of our own files, whose shape promtool has checked. */
function rulesOf(text: string): Rule[] {
  const { groups }: { groups: { rules: Rule[] }[] } = parse(text);
  return groups.flatMap(({ rules }) => rules);
}
