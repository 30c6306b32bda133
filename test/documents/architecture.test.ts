import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

/** The table of docs/architecture.md: the places of each row, the highest first. */
const floors = readFileSync('docs/architecture.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].flatMap(([, place]) => place ?? []));

const sources = execFileSync('git', ['ls-files', 'src'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file.endsWith('.ts'));

/** Row in which a file stands; -1 where it stands in none. */
function floorOf(file: string): number {
  return floors.findIndex((places) => places.some((place) => isAt(place, file)));
}

function isAt(place: string, file: string): boolean {
  const [before, after] = place.split('*');
  if (before !== undefined && after !== undefined) {
    return file.startsWith(before) && file.endsWith(after) && !file.slice(before.length).includes('/');
  }
  return file === place || file.startsWith(`${place}/`);
}

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/(?:from |import\()'(\.[^']+)\.js'/g)].map(([, path]) =>
    join(dirname(file), `${path}.ts`),
  );
}

it('the floors hold every source file', () => {
  expect(sources.length).toBeGreaterThan(500);
  expect(sources.filter((file) => floorOf(file) < 0)).toStrictEqual([]);
});

it('imports go down the floors, never up', () => {
  const upward = sources.flatMap((file) =>
    importsOf(file)
      .filter((path) => floorOf(path) >= 0 && floorOf(path) < floorOf(file))
      .map((path) => `${file} imports ${path}`),
  );
  expect(upward).toStrictEqual([]);
});
