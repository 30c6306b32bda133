import { realpathSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, relative, resolve, sep } from 'node:path';
import type { Agent } from '../fleet/model.js';

/** Which agents a script stands for. Several agents may share one script. */
export interface ScriptIndex {
  readonly agents: ReadonlyMap<string, readonly Agent[]>;
  /** File names of all scripts. */
  readonly names: ReadonlySet<string>;
  /** Project root of this machine, as configured and without symbolic links. */
  readonly roots: readonly string[];
  /** Project roots of the other machines, where they are on this file system too. */
  readonly foreignRoots: readonly string[];
}

/** Indexes the agents of a machine by the absolute paths of their scripts, with and without symbolic links resolved. */
export function indexScripts(
  projectRoot: string,
  agents: readonly Agent[],
  foreignRoots: readonly string[] = [],
): ScriptIndex {
  const roots = bothForms(projectRoot);
  const index = new Map<string, Agent[]>();
  for (const agent of agents) {
    const paths = roots.map((root) => resolve(root, agent.scriptPath));
    for (const path of [...paths, realPath(resolve(projectRoot, agent.scriptPath))]) {
      const sharers = index.get(path);
      if (sharers === undefined) index.set(path, [agent]);
      else if (!sharers.includes(agent)) sharers.push(agent);
    }
  }
  const names = new Set([...index.keys()].map((path) => basename(path)));
  return { agents: index, names, roots, foreignRoots: foreignRoots.flatMap(bothForms) };
}

/**
 * The agents that a script stands for, also if it was started through a symbolic link to its folder. Links are followed
 * for files of the right name only: the path of any other process may lead to a file system that does not answer.
 */
export async function agentsOfScript(index: ScriptIndex, script: string): Promise<readonly Agent[]> {
  const direct = index.agents.get(script);
  if (direct !== undefined) return direct;
  if (!index.names.has(basename(script))) return [];
  return index.agents.get(await realpath(script).catch(() => script)) ?? [];
}

/** Whether a script belongs to another machine's fleet that runs beside this one. */
export function isForeign({ roots, foreignRoots }: ScriptIndex, script: string): boolean {
  return deepest(foreignRoots, script) > deepest(roots, script);
}

/**
 * The path of a script below the project root of this machine. Nothing for one that stands elsewhere, or below a project
 * root of another machine as well: it may be an agent of that one.
 */
export function pathInProject({ roots, foreignRoots }: ScriptIndex, script: string): string | undefined {
  const root = roots.filter((each) => isBelow(each, script)).toSorted((a, b) => b.length - a.length)[0];
  return root === undefined || deepest(foreignRoots, script) >= root.length ? undefined : relative(root, script);
}

function isBelow(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function deepest(roots: readonly string[], path: string): number {
  const around = roots.filter((root) => isBelow(root, path));
  return Math.max(0, ...around.map((root) => root.length));
}

function bothForms(path: string): string[] {
  return [...new Set([resolve(path), realPath(path)])];
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
