import { isAbsolute, join, relative } from 'node:path';
import type { NearestName } from '../nearestName.js';
import type { ProjectFiles } from './projectFiles.js';

/** How a `script_path` fares, seen from the project root. */
export type ScriptStanding =
  | { readonly kind: 'found' }
  | { readonly kind: 'outside'; readonly how: 'absolute' | 'parent' | 'link' }
  /** `level` counts the folders of the path that are there; `nearest` is the path with the nearest name there is. */
  | { readonly kind: 'missing'; readonly level: number; readonly nearest: string | undefined }
  | { readonly kind: 'case'; readonly right: string }
  | { readonly kind: 'not-a-file' }
  /** `path` is the script, or the folder that cannot be looked into. */
  | { readonly kind: 'unreadable'; readonly path: string };

/** A project root and the way to look into it. */
export interface Project {
  readonly root: string;
  /** The root without symbolic links. */
  readonly realRoot: string;
  readonly files: ProjectFiles;
  readonly nearest: NearestName;
}

/** Where `scriptPath` leads from the project root. What leads outside is never looked at. */
export async function judgeScript(project: Project, scriptPath: string): Promise<ScriptStanding> {
  if (isAbsolute(scriptPath)) return { kind: 'outside', how: 'absolute' };
  const steps = plainSteps(scriptPath);
  if (steps === undefined) return { kind: 'outside', how: 'parent' };
  const walked = await walk(project, steps);
  return 'standing' in walked ? walked.standing : judgeFound(project, steps, walked);
}

/** The steps of a relative path without `.` and `..`; `undefined` where it leaves the folder it starts in. */
function plainSteps(path: string): string[] | undefined {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..') steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps;
}

interface Walked {
  readonly spelling: readonly string[];
  readonly throughLink: boolean;
  readonly isFile: boolean;
}

/** Goes down the path by the names that are there, so that a name differing in case only is found on the way. */
async function walk(
  { root, files, nearest }: Project,
  steps: readonly string[],
): Promise<Walked | { readonly standing: ScriptStanding }> {
  const spelling: string[] = [];
  let throughLink = false;
  let isFile = false;
  for (const [level, step] of steps.entries()) {
    const folder = join(root, ...spelling);
    const listing = await files.list(folder);
    if (listing === 'denied') return { standing: { kind: 'unreadable', path: folder } };
    const names: ReadonlyMap<string, unknown> = listing === 'missing' ? new Map() : listing;
    const name = names.has(step) ? step : sameButForCase(step, names.keys());
    if (name === undefined) {
      const near = nearest(step, () => [...names.keys()]);
      const path = near === undefined ? undefined : [...spelling, near].join('/');
      return { standing: { kind: 'missing', level, nearest: path } };
    }
    const kind = names.get(name);
    spelling.push(name);
    throughLink ||= kind === 'link';
    isFile = kind === 'file';
  }
  return { spelling, throughLink, isFile };
}

async function judgeFound(
  { root, realRoot, files }: Project,
  steps: readonly string[],
  { spelling, throughLink, isFile }: Walked,
): Promise<ScriptStanding> {
  const path = join(root, ...spelling);
  if (throughLink) {
    const real = await files.realPath(path);
    if (real === undefined) return { kind: 'missing', level: steps.length - 1, nearest: undefined };
    if (relative(realRoot, real).split('/')[0] === '..') return { kind: 'outside', how: 'link' };
  }
  if (!(throughLink ? await files.isFile(path) : isFile)) return { kind: 'not-a-file' };
  if (spelling.some((name, index) => name !== steps[index])) return { kind: 'case', right: spelling.join('/') };
  return (await files.isReadable(path)) ? { kind: 'found' } : { kind: 'unreadable', path };
}

function sameButForCase(name: string, names: Iterable<string>): string | undefined {
  const lower = name.toLowerCase();
  for (const candidate of names) if (candidate.toLowerCase() === lower) return candidate;
  return undefined;
}
