import type { SpotOf } from './lines.js';
import type { Node } from './nodes.js';
import type { Binding, ClassOutline, Guard, Meaning, Run, StarImport } from './outline.js';
import type { SearchPathChange } from './searchPath.js';

/** An outline in the making. */
export interface Draft {
  readonly file: string;
  readonly classes: ClassOutline[];
  readonly bindings: Binding[];
  readonly stars: StarImport[];
  readonly mainRuns: Run[];
  readonly moduleRuns: Run[];
  readonly changes: SearchPathChange[];
  /** Paths that variables hold. */
  readonly variables: Map<string, string>;
  exported: readonly string[] | undefined;
}

/** Where a statement stands. */
export interface Surroundings {
  /** Text of the chunk, and what finds a spot in the whole file from an offset in the chunk. */
  readonly text: string;
  readonly spotOf: SpotOf;
  readonly guard: Guard;
  /** Under `if __name__ == '__main__'`. */
  readonly main: boolean;
  readonly depth: number;
}

/** An outline of nothing yet. `file` is the absolute path of the module. */
export function emptyDraft(file: string): Draft {
  return {
    file,
    classes: [],
    bindings: [],
    stars: [],
    mainRuns: [],
    moduleRuns: [],
    changes: [],
    variables: new Map(),
    exported: undefined,
  };
}

/** Binds a name where `node` stands. */
export function bind(draft: Draft, name: string, meaning: Meaning, node: Node, around: Surroundings): void {
  draft.bindings.push({ name, guard: around.guard, spot: around.spotOf(node.from), meaning });
}

const guardRank: Record<Guard, number> = { always: 0, tried: 1, rescue: 2, either: 3, local: 4 };

/** One level deeper, under a guard; the less certain of the two guards holds. */
export function guarded(around: Surroundings, guard: Guard): Surroundings {
  return { ...deeper(around), guard: guardRank[guard] > guardRank[around.guard] ? guard : around.guard };
}

export function deeper(around: Surroundings): Surroundings {
  return { ...around, depth: around.depth + 1 };
}
