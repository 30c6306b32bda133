import { dirname, relative } from 'node:path';
import type { DottedName } from '../python/nodes.js';
import type { Binding, ModuleName, Outline } from '../python/outline.js';
import { type Candidate, candidatesFor } from './candidates.js';
import type { FoundModule, ModuleFinder } from './modules.js';
import { classTarget, distinct, firstFound, miss, nestedClass, type Target } from './targets.js';

/** What names are looked up with, for one process: its modules share one `sys.path`. */
export interface Namespace {
  readonly finder: ModuleFinder;
  readonly outline: (file: string) => Promise<Outline | undefined>;
  readonly searchPath: readonly string[];
}

/** Where a name stands: in a file, in a class of it, behind a number of its bindings. */
export interface Standpoint {
  readonly file: string;
  readonly outer?: number | undefined;
  readonly before?: number | undefined;
}

/**
 * What a dotted name leads to: mostly one target, several where a condition decides. Follows imports, aliases and stars
 * through the files of the project; a circle of imports ends where it began.
 */
export function resolveName(namespace: Namespace, at: Standpoint, path: DottedName): Promise<Target[]> {
  return new Lookup(namespace).resolve(at, path);
}

/** Names that are looked up for one question; real ones take a dozen. */
const maximumSteps = 1000;

/** One question. A name that comes up again while it is looked up leads nowhere new. */
class Lookup {
  readonly #namespace: Namespace;
  readonly #seen = new Map<string, Target[]>();

  constructor(namespace: Namespace) {
    this.#namespace = namespace;
  }

  async resolve(at: Standpoint, [first = '', ...rest]: DottedName): Promise<Target[]> {
    let targets = (await this.#inClass(at, first)) ?? (await this.#inModule(at.file, first, at.before));
    if (targets.length === 0) targets = [miss('outside', first, undefined)];
    for (const name of rest) targets = await each(targets, (target) => this.#member(target, name));
    return targets;
  }

  async #inClass({ file, outer }: Standpoint, name: string): Promise<Target[] | undefined> {
    const outline = outer === undefined ? undefined : await this.#namespace.outline(file);
    return outline && nestedClass(file, outline, outer, name);
  }

  /** Empty where the module does not bind the name. */
  async #inModule(file: string, name: string, before = Number.MAX_SAFE_INTEGER): Promise<Target[]> {
    const key = `${before}\0${name}\0${file}`;
    const seen = this.#seen.get(key);
    if (seen !== undefined) return seen;
    if (this.#seen.size >= maximumSteps) return [];
    this.#seen.set(key, []);
    const outline = await this.#namespace.outline(file);
    const targets = outline === undefined ? [] : await this.#bound(file, outline, name, before);
    this.#seen.set(key, targets);
    return targets;
  }

  async #bound(file: string, outline: Outline, name: string, before: number): Promise<Target[]> {
    const { inOrder, open } = candidatesFor(outline, name, before);
    const follow = ({ binding, index }: Candidate): Promise<Target[]> => this.#follow(file, binding, index);
    const settled = await firstFound(
      inOrder.map((way) => () => ('binding' in way ? follow(way) : this.#throughStar(file, way.module, name))),
    );
    if (open.length === 0) return settled;
    const either = await each(open, follow);
    // A placeholder such as `X = None` is no alternative to what a branch puts in its place.
    return distinct([...either, ...settled.filter(({ kind }) => kind === 'class' || kind === 'module')]);
  }

  async #follow(file: string, { meaning }: Binding, index: number): Promise<Target[]> {
    switch (meaning.kind) {
      case 'class':
        return this.#class(file, meaning.index);
      case 'function':
        return [{ kind: 'function', file, runs: meaning.runs }];
      case 'computed':
        return [{ kind: 'computed', file, mentions: meaning.mentions }];
      case 'alias':
        return this.resolve({ file, before: index }, meaning.path);
      case 'module':
        return this.#import(file, { level: 0, path: meaning.path }, meaning.path.at(-1) ?? '');
      case 'member': {
        const found = this.#import(file, meaning.module, meaning.member);
        return each(found, (target) => this.#member(target, meaning.member));
      }
    }
  }

  async #class(file: string, index: number): Promise<Target[]> {
    const outline = await this.#namespace.outline(file);
    return outline === undefined ? [] : classTarget(file, outline, index);
  }

  async #throughStar(file: string, module: ModuleName, name: string): Promise<Target[]> {
    const [target] = this.#import(file, module, name);
    if (target?.kind !== 'module') return target === undefined ? [] : [target];
    const outline = target.module.file === undefined ? undefined : await this.#namespace.outline(target.module.file);
    if (outline === undefined || target.module.file === undefined) return [];
    const isExported = outline.exported?.includes(name) ?? !name.startsWith('_');
    return isExported ? this.#inModule(target.module.file, name) : [];
  }

  async #member(target: Target, name: string): Promise<Target[]> {
    switch (target.kind) {
      case 'module':
        return this.#memberOfModule(target.module, name);
      case 'class': {
        const { file, outline, index } = target.class;
        return nestedClass(file, outline, index, name) ?? [{ kind: 'attribute', class: target.class }];
      }
      case 'outside':
      case 'missing':
        return [{ ...target, name }];
      case 'function':
        return [{ kind: 'computed', file: target.file, mentions: [] }];
      default:
        return [target];
    }
  }

  /** What the module binds, else its submodule of that name, as `from … import` looks for it. */
  async #memberOfModule(module: FoundModule, name: string): Promise<Target[]> {
    const bound = module.file === undefined ? [] : await this.#inModule(module.file, name);
    if (bound.length > 0) return bound;
    const found = this.#namespace.finder.module(module.directories, name);
    if (found !== undefined) return [{ kind: 'module', module: found }];
    const where = relative(this.#namespace.finder.root, module.file ?? module.directories[0] ?? '');
    return [miss('missing', name, where)];
  }

  #import(file: string, { level, path }: ModuleName, wanted: string): Target[] {
    const { finder, searchPath } = this.#namespace;
    const spelled = '.'.repeat(level) + path.join('.');
    let module: FoundModule = { file: undefined, directories: searchPath };
    if (level > 0) {
      let directory = dirname(file);
      for (let up = 1; up < level && finder.contains(directory); up += 1) directory = dirname(directory);
      if (!finder.contains(directory)) return [miss('missing', wanted, spelled)];
      module = finder.package(directory);
    }
    for (const [step, name] of path.entries()) {
      const found = finder.module(module.directories, name);
      if (found === undefined) return [miss(step === 0 && level === 0 ? 'outside' : 'missing', wanted, spelled)];
      module = found;
    }
    return [{ kind: 'module', module }];
  }
}

/** One after the other: what is being looked up at the same time would look like a circle. */
async function each<T>(items: readonly T[], lookUp: (item: T) => Promise<Target[]>): Promise<Target[]> {
  const targets: Target[] = [];
  for (const item of items) targets.push(...(await lookUp(item)));
  return targets;
}
