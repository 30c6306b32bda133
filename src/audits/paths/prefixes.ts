import { join } from 'node:path';
import { judgeScript, type Project } from './judge.js';

/** Folders tried at most; a project root has some ten. */
const maximumPrefixes = 64;

/**
 * The folders below the project root under which a boot script might look for scripts too: those of the settings, else
 * all that stand directly in the root.
 */
export async function prefixesToTry(project: Project, configured: readonly string[] | undefined): Promise<string[]> {
  if (configured !== undefined) return configured.map((prefix) => prefix.replace(/\/+$/, ''));
  const listing = await project.files.list(project.root);
  if (typeof listing === 'string') return [];
  return [...listing]
    .flatMap(([name, kind]) => (kind === 'folder' && !name.startsWith('.') ? [name] : []))
    .sort()
    .slice(0, maximumPrefixes);
}

/** The first of the prefixes under which the script is, though it is not where its path says. */
export async function prefixWith(
  project: Project,
  prefixes: readonly string[],
  scriptPath: string,
): Promise<string | undefined> {
  for (const prefix of prefixes) {
    const root = join(project.root, prefix);
    const { kind } = await judgeScript({ ...project, root, nearest: () => undefined }, scriptPath);
    if (kind === 'found') return prefix;
  }
  return undefined;
}

/** Whether a boot script that looks under the prefixes alone would look for this path. */
export function isUnderPrefix(prefixes: readonly string[], scriptPath: string): boolean {
  return prefixes.some((prefix) => scriptPath.startsWith(`${prefix}/`));
}
