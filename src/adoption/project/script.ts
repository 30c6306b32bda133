import { dirname, resolve } from 'node:path';
import type { Outline } from '../python/outline.js';
import { type Descent, descentOf } from './inheritance.js';
import type { ModuleFinder } from './modules.js';
import type { Namespace } from './names.js';
import { type RunningClass, runningClasses } from './running.js';
import type { Miss } from './targets.js';

/** The class that a script was found to run, and where its bases lead. */
export interface Picked {
  readonly running: RunningClass;
  readonly descent: Descent;
}

/** What was read of a script, before it is known which class is the base class. */
export type ScriptReading =
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'read';
      readonly file: string;
      readonly outline: Outline;
      readonly picked: Picked | undefined;
      readonly misses: readonly Miss[];
    };

/** What to read a script with; `outline` remembers what it has read. */
export interface ScriptReader {
  readonly finder: ModuleFinder;
  readonly outline: Namespace['outline'];
  /** Name of the base class. */
  readonly wanted: string;
}

/** Reads the script of an agent and finds the class it runs. `scriptPath` is relative to the project root. */
export async function readScript(reader: ScriptReader, scriptPath: string, agent: string): Promise<ScriptReading> {
  const { finder, wanted } = reader;
  const found = finder.find(resolve(finder.root, scriptPath));
  const outline = found?.kind === 'file' ? await reader.outline(found.path) : undefined;
  if (found === undefined || outline === undefined) return { kind: 'missing' };
  const file = found.path;
  const namespace = { finder, outline: reader.outline, searchPath: searchPathOf(finder, file, outline) };
  const { classes, misses } = await runningClasses(namespace, file, outline);
  let picked: Picked | undefined;
  let best = 0;
  for (const running of classes) {
    const descent = await descentOf(namespace, running.class, wanted);
    const likely = likelihood(running, descent, file, agent);
    if (likely < best) continue;
    best = likely;
    picked = { running, descent };
  }
  return { kind: 'read', file, outline, picked, misses };
}

/** Where Python looks for modules when it runs the script, as far as that is in the project. */
function searchPathOf(finder: ModuleFinder, file: string, outline: Outline): string[] {
  // sys.path begins with the directory of the script; the boot script may put the project root on PYTHONPATH.
  const wanted = [...outline.searchFirst, dirname(file), ...outline.searchLast, finder.root];
  const found = wanted.map((directory) => finder.find(directory));
  return [...new Set(found.flatMap((entry) => (entry?.kind === 'directory' ? [entry.path] : [])))];
}

/**
 * A class on the base class that the script is seen to make is the agent: making it is what opens the ports. Else it is
 * what the script itself makes, then what it defines, then what is called like the agent. Of equals it is the last.
 */
function likelihood(running: RunningClass, { ends, chain }: Descent, script: string, agent: string): number {
  const { class: found, certainty, how, isDirect } = running;
  const { name } = found.definition;
  // `BaseAgent.configure()` and `isinstance(x, BaseAgent)` make none.
  const isUsedOnly = chain.length === 1 && how !== 'made';
  const order = [
    ends === 'base' && certainty === 'seen' && !isUsedOnly,
    isDirect,
    found.file === script,
    plainName(name) === plainName(agent),
    ends === 'base',
    how === 'made',
    name.endsWith('Agent'),
  ];
  return order.reduce((rank, holds) => rank * 2 + (holds ? 1 : 0), 0);
}

/** `CalendarAgent`, `calendar_agent` and `Calendar` are called alike. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replace(/agent$/, '');
}
