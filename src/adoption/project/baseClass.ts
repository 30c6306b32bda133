import { join } from 'node:path';
import { classKey } from './inheritance.js';
import type { ScriptReader, ScriptReading } from './script.js';
import { type ClassRef, classTarget } from './targets.js';

/** Which class the agents are to inherit. */
export interface BaseClassSettings {
  readonly name: string;
  /** Files that define it, relative to the project root; found where none is named. */
  readonly files: readonly string[];
}

/** The base class as it was found in a project. */
export interface BaseClass {
  readonly name: string;
  /** All classes that count as it. */
  readonly keys: ReadonlySet<string>;
  /** The one that most agents inherit; `undefined` where none was found. */
  readonly main: ClassRef | undefined;
  readonly isConfigured: boolean;
}

/** The base class in the files that are named as its home. */
export async function configuredBase(reader: ScriptReader, settings: BaseClassSettings): Promise<BaseClass> {
  const classes: ClassRef[] = [];
  for (const name of settings.files) {
    const found = reader.finder.find(join(reader.finder.root, name));
    const outline = found?.kind === 'file' ? await reader.outline(found.path) : undefined;
    if (found === undefined || outline === undefined) continue;
    for (const [index, definition] of outline.classes.entries()) {
      if (definition.name !== settings.name || definition.outer !== undefined) continue;
      for (const target of classTarget(found.path, outline, index)) {
        if (target.kind === 'class') classes.push(target.class);
      }
    }
  }
  return { name: settings.name, keys: new Set(classes.map(classKey)), main: classes[0], isConfigured: true };
}

/**
 * The class of that name that most agents inherit. One that stands in the script of the only agents that inherit it is
 * shared with nobody and does not count. Where two have the same number of agents, none is the base class.
 */
export function foundBase(name: string, readings: readonly ScriptReading[]): BaseClass {
  const counts = new Map<string, { readonly ref: ClassRef; count: number }>();
  for (const reading of readings) {
    const ref = reading.kind === 'read' ? endOf(reading) : undefined;
    if (ref === undefined || (reading.kind === 'read' && ref.file === reading.file)) continue;
    const known = counts.get(classKey(ref));
    if (known === undefined) counts.set(classKey(ref), { ref, count: 1 });
    else known.count += 1;
  }
  const [first, second] = [...counts.values()].sort((a, b) => b.count - a.count);
  const main = first === undefined || first.count === second?.count ? undefined : first.ref;
  return { name, keys: new Set(main === undefined ? [] : [classKey(main)]), main, isConfigured: false };
}

/** The class called like the base class to which the class of a script leads. */
export function endOf({ picked }: ScriptReading & { readonly kind: 'read' }): ClassRef | undefined {
  return picked?.descent.ends === 'base' ? picked.descent.chain.at(-1) : undefined;
}
