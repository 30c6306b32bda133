import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { leakRules } from '../../src/leaks/rules.js';

const file = fileURLToPath(new URL('../../docs/leak-rules.md', import.meta.url));

function section(title: string): string {
  const [, after = ''] = readFileSync(file, 'utf8').split(`\n## ${title}\n`);
  return after.split('\n## ')[0] ?? '';
}

/** Rows of the table of rules, as the document has them. */
export function rowsOfDocument(): readonly string[] {
  return section('The rules')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
}

/** Rows of the table of rules, as the rules are. */
export function rowsOfRules(): readonly string[] {
  return leakRules.map(({ id, title, prefix, remedy }) => {
    const known = prefix === undefined ? '' : `\`${prefix}\``;
    return `| \`${id}\` | ${title} | ${known} | ${remedy} |`;
  });
}

/** Indices of the examples that the document says are missed, in order. */
export function missedInDocument(): readonly number[] {
  const cells = section('What is missed of the corpus')
    .split('\n')
    .flatMap((line) => (/^\| [\d, ]+ \|/.test(line) ? [line.split('|')[1] ?? ''] : []));
  return cells.flatMap((cell) => cell.split(',').map(Number)).sort((a, b) => a - b);
}

/** Sections that rules point to. */
export function anchorsOfDocument(): ReadonlySet<string> {
  const titles = readFileSync(file, 'utf8').matchAll(/^##+ (.+)$/gm);
  return new Set(
    Array.from(
      titles,
      ([, title = '']) =>
        `docs/leak-rules.md#${title
          .toLowerCase()
          .replaceAll(/[^\w -]/g, '')
          .replaceAll(' ', '-')}`,
    ),
  );
}
