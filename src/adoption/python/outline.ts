import type { Spot } from './lines.js';
import type { DottedName } from './nodes.js';

/** The module in `from ..a.b import c`: two levels up, then `a.b`. Level 0 is an absolute import. */
export interface ModuleName {
  readonly level: number;
  readonly path: DottedName;
}

/**
 * When a binding of the module takes effect: `always`; in the body of a `try`; in an `except`, where the body failed;
 * in a branch of which nothing is known (`either`); or inside a function, once that runs (`local`).
 */
export type Guard = 'always' | 'tried' | 'rescue' | 'either' | 'local';

/** What is done with a name where code runs: `Agent()` calls it, `launch(Agent)` passes it on. */
export interface Run {
  readonly path: DottedName;
  readonly how: 'called' | 'passed';
}

/** What a name of a module stands for. */
export type Meaning =
  /** A class of {@link Outline.classes}. */
  | { readonly kind: 'class'; readonly index: number }
  | { readonly kind: 'function'; readonly runs: readonly Run[] }
  /** `import a.b` binds `a`; `import a.b as c` binds `a.b`. */
  | { readonly kind: 'module'; readonly path: DottedName }
  | { readonly kind: 'member'; readonly module: ModuleName; readonly member: string }
  | { readonly kind: 'alias'; readonly path: DottedName }
  /** A value that only running the code would tell, and the names it is made of. */
  | { readonly kind: 'computed'; readonly mentions: readonly DottedName[] };

export interface Binding {
  readonly name: string;
  readonly guard: Guard;
  readonly spot: Spot;
  readonly meaning: Meaning;
}

/** `from a import *`, standing before the binding of that number. */
export interface StarImport {
  readonly module: ModuleName;
  readonly before: number;
}

export type Base =
  | { readonly kind: 'name'; readonly path: DottedName; readonly spot: Spot }
  | { readonly kind: 'computed'; readonly mentions: readonly DottedName[]; readonly spot: Spot };

export interface ClassOutline {
  readonly name: string;
  /** Number of the class around it, for a nested class. */
  readonly outer: number | undefined;
  readonly bases: readonly Base[];
  /** Bindings of the module that stand before it; its bases are among them. */
  readonly before: number;
  readonly spot: Spot;
}

/** Why a file, or a part of it, could not be read as Python. */
export interface Problem {
  /** `syntax`: Python would refuse it as well. `unreadable`: no access, too large, or too deeply nested. */
  readonly kind: 'syntax' | 'unreadable';
  readonly message: string;
  readonly spot: Spot;
}

/** All of a Python file that matters for which class it runs and what that inherits. Plain data, kept as JSON. */
export interface Outline {
  readonly classes: readonly ClassOutline[];
  readonly bindings: readonly Binding[];
  readonly stars: readonly StarImport[];
  /** `__all__`, where it is a plain list. */
  readonly exported: readonly string[] | undefined;
  /** What runs under `if __name__ == '__main__'`. */
  readonly mainRuns: readonly Run[];
  /** What runs whenever the module is loaded. */
  readonly moduleRuns: readonly Run[];
  /** Directories that the module adds to `sys.path`, absolute, in the order in which Python would search them. */
  readonly searchFirst: readonly string[];
  readonly searchLast: readonly string[];
  /** The first problem of the file; what follows it is mostly its echo. */
  readonly problem: Problem | undefined;
}
