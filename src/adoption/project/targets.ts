import type { DottedName } from '../python/nodes.js';
import type { ClassOutline, Outline, Run } from '../python/outline.js';
import type { FoundModule } from './modules.js';

/** Targets between which conditions decide. */
const maximumAlternatives = 16;

/** A class of the project. */
export interface ClassRef {
  readonly file: string;
  readonly outline: Outline;
  readonly index: number;
  readonly definition: ClassOutline;
}

/** What a name leads to. */
export type Target =
  | { readonly kind: 'class'; readonly class: ClassRef }
  /** An attribute of a class that is no class, such as a method. */
  | { readonly kind: 'attribute'; readonly class: ClassRef }
  | { readonly kind: 'function'; readonly file: string; readonly runs: readonly Run[] }
  | { readonly kind: 'module'; readonly module: FoundModule }
  | { readonly kind: 'computed'; readonly file: string; readonly mentions: readonly DottedName[] }
  | Miss;

/** A name that leads to nothing that could be read. */
export interface Miss {
  /** `outside`: out of the project or built in. `missing`: it should be in the project and is not. */
  readonly kind: 'outside' | 'missing';
  /** The name as it is called where it should be. */
  readonly name: string;
  /** The module it should be in; `undefined` for a name that the file does not bind. */
  readonly module: string | undefined;
  /** Another binding was found in its place, as in the `except` of a `try`. */
  readonly passedOver: boolean;
}

/** The first way that leads somewhere, and what was passed over on the way to it. */
export async function firstFound(ways: readonly (() => Promise<Target[]>)[]): Promise<Target[]> {
  const passed: Miss[] = [];
  for (const way of ways) {
    const targets = await way();
    const isFound = targets.some(({ kind }) => kind !== 'outside' && kind !== 'missing');
    if (isFound) return [...targets, ...passed.map((target) => ({ ...target, passedOver: true }))];
    for (const target of targets) if (target.kind === 'outside' || target.kind === 'missing') passed.push(target);
  }
  return passed;
}

/** Conditions behind conditions lead to the same few targets over and over. */
export function distinct(targets: readonly Target[]): Target[] {
  const byKey = new Map(targets.map((target) => [keyOf(target), target]));
  return [...byKey.values()].slice(0, maximumAlternatives);
}

function keyOf(target: Target): string {
  switch (target.kind) {
    case 'class':
    case 'attribute':
      return `${target.kind} ${target.class.index} ${target.class.file}`;
    case 'module':
      return `module ${target.module.file ?? target.module.directories.join()}`;
    case 'function':
    case 'computed':
      return `${target.kind} ${target.file}`;
    default:
      return `${target.kind} ${target.name} ${target.module}`;
  }
}

export function classTarget(file: string, outline: Outline, index: number): Target[] {
  const definition = outline.classes[index];
  return definition === undefined ? [] : [{ kind: 'class', class: { file, outline, index, definition } }];
}

export function nestedClass(
  file: string,
  outline: Outline,
  outer: number | undefined,
  name: string,
): Target[] | undefined {
  const index = outline.classes.findLastIndex((known) => known.outer === outer && known.name === name);
  return index < 0 || outer === undefined ? undefined : classTarget(file, outline, index);
}

export function miss(kind: Miss['kind'], name: string, module: string | undefined): Miss {
  return { kind, name, module, passedOver: false };
}
