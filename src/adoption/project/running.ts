import type { Outline, Run } from '../python/outline.js';
import { classKey } from './inheritance.js';
import { type Namespace, resolveName } from './names.js';
import { type ClassRef, classTarget, type Miss } from './targets.js';

/**
 * How sure it is that a script runs a class: its main code calls it or passes it on (`seen`); it is the only one in
 * the script (`only`); it is the likeliest of several, by its name and place (`guessed`).
 */
export type Certainty = 'seen' | 'only' | 'guessed';

/** `Agent()` makes one; `Agent.main()` calls a method of the class; `launch(Agent)` passes the class on. */
export type Use = 'made' | 'method' | 'passed';

export interface RunningClass {
  readonly class: ClassRef;
  readonly certainty: Certainty;
  readonly how: Use;
  /** The script itself calls it or passes it on, not a module that the script calls into. */
  readonly isDirect: boolean;
}

/** What a script runs, as far as its code says. */
export interface Running {
  readonly classes: readonly RunningClass[];
  /** Names that it runs and of which no definition was found. */
  readonly misses: readonly Miss[];
}

/** Calls that are followed for one script. */
const maximumRuns = 2000;

/** Which classes a script may run: those of its main code, and those that it defines, if it runs none of them. */
export async function runningClasses(namespace: Namespace, file: string, outline: Outline): Promise<Running> {
  const main = await followRuns(namespace, file, outline.mainRuns);
  const loaded = main.classes.length > 0 ? main : await followRuns(namespace, file, outline.moduleRuns);
  const misses = [...new Set([...main.misses, ...loaded.misses])];
  const runsOwn = loaded.classes.some((running) => running.class.file === file);
  return { classes: [...loaded.classes, ...(runsOwn ? [] : ownClasses(file, outline))], misses };
}

function ownClasses(file: string, outline: Outline): RunningClass[] {
  const own = outline.classes.flatMap(({ outer }, index) =>
    outer === undefined ? classTarget(file, outline, index) : [],
  );
  const certainty = own.length === 1 ? 'only' : 'guessed';
  return own.flatMap((target) =>
    target.kind === 'class' ? [{ class: target.class, certainty, how: 'made', isDirect: false }] : [],
  );
}

/** Goes through calls, into the functions that are called, to the classes that are made or passed on. */
async function followRuns(namespace: Namespace, file: string, runs: readonly Run[]): Promise<Running> {
  const classes = new Map<string, RunningClass>();
  const misses: Miss[] = [];
  const followed = new Set<readonly Run[]>();
  const waiting = runs.map((run) => ({ file, run }));
  for (let next = waiting.shift(), count = 0; next !== undefined && count < maximumRuns; next = waiting.shift()) {
    count += 1;
    for (const target of await resolveName(namespace, { file: next.file }, next.run.path)) {
      if (target.kind === 'class' || target.kind === 'attribute') {
        const key = classKey(target.class);
        const known = classes.get(key);
        const use = target.kind === 'attribute' ? 'method' : next.run.how === 'called' ? 'made' : 'passed';
        const how = known !== undefined && strength[known.how] > strength[use] ? known.how : use;
        const isDirect = known?.isDirect === true || next.file === file;
        classes.set(key, { class: target.class, certainty: 'seen', how, isDirect });
      } else if (target.kind === 'function') {
        const { runs: inner } = target;
        if (!followed.has(inner)) waiting.push(...inner.map((run) => ({ file: target.file, run })));
        followed.add(inner);
      } else if (target.kind === 'missing' || target.kind === 'outside') {
        if (next.run.how === 'called') misses.push(target);
      }
    }
  }
  return { classes: [...classes.values()], misses };
}

const strength: Record<Use, number> = { made: 2, method: 1, passed: 0 };
