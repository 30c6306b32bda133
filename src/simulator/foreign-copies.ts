import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The copies of a machine's start-up file that the other machines read, where each machine has files of its own:
 * `views/<other machine>/<machine>.yaml` in the run directory.
 */
export async function foreignCopies(runDirectory: string, machine: string): Promise<readonly string[]> {
  const views = join(runDirectory, 'views');
  const others = (await readdir(views).catch(() => [])).filter((other) => other !== machine);
  const copies = others.toSorted().map((other) => join(views, other, `${machine}.yaml`));
  const there = await Promise.all(
    copies.map((copy) =>
      stat(copy).then(
        (found) => found.isFile(),
        () => false,
      ),
    ),
  );
  return copies.filter((_, index) => there[index]);
}
