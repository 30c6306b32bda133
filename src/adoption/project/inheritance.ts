import type { Spot } from '../python/lines.js';
import type { DottedName } from '../python/nodes.js';
import type { Base } from '../python/outline.js';
import { type Namespace, resolveName } from './names.js';
import type { ClassRef, Target } from './targets.js';

/** Longest chain of classes that is followed. */
const maximumChain = 100;

/** A name of which nobody can tell from here whether it leads to the base class. */
export interface Doubt {
  readonly name: string;
  /** Where it should be, in words. */
  readonly from: string;
  readonly file: string;
  readonly spot: Spot;
}

/** Where the bases of a class lead. `chain` begins with the class itself and ends with the last one that was found. */
export type Descent =
  /** To a class that is called like the base class, and inherits no other one that is. */
  | { readonly ends: 'base'; readonly chain: readonly ClassRef[] }
  | { readonly ends: 'doubt'; readonly chain: readonly ClassRef[]; readonly doubt: Doubt }
  | { readonly ends: 'elsewhere'; readonly chain: readonly ClassRef[] };

/** Follows the bases of a class, all of them, to a class of the name `wanted`. */
export function descentOf(namespace: Namespace, from: ClassRef, wanted: string): Promise<Descent> {
  return new Pedigree(namespace, wanted).ofClass(from, 1);
}

/** A class is the same however it was reached. */
export function classKey({ file, index }: ClassRef): string {
  return `${index} ${file}`;
}

class Pedigree {
  readonly #namespace: Namespace;
  readonly #wanted: string;
  readonly #known = new Map<string, Descent>();

  constructor(namespace: Namespace, wanted: string) {
    this.#namespace = namespace;
    this.#wanted = wanted;
  }

  async ofClass(from: ClassRef, length: number): Promise<Descent> {
    const { file, definition } = from;
    const key = classKey(from);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (length > maximumChain) {
      const doubt = { name: definition.name, from: `a chain of ${maximumChain} classes`, file, spot: definition.spot };
      return { ends: 'doubt', chain: [from], doubt };
    }
    this.#known.set(key, { ends: 'elsewhere', chain: [from] });
    let best: Descent = { ends: 'elsewhere', chain: [from] };
    for (const base of definition.bases) {
      const found = await this.#ofBase(from, base, length);
      const better = rank[found.ends] - rank[best.ends];
      if (better > 0 || (better === 0 && best.chain.length === 1)) {
        best = { ...found, chain: [from, ...found.chain] };
      }
    }
    if (best.ends !== 'base' && definition.name === this.#wanted) best = { ends: 'base', chain: [from] };
    this.#known.set(key, best);
    return best;
  }

  async #ofBase(from: ClassRef, base: Base, length: number): Promise<Descent> {
    const { file, definition } = from;
    const at = { file, outer: definition.outer, before: definition.before };
    if (base.kind === 'computed') return this.#ofMentions(at, base.mentions, { file, spot: base.spot }, length);
    const targets = await resolveName(this.#namespace, at, base.path);
    const found: Descent[] = [];
    const passed: Descent[] = [];
    for (const target of targets) {
      const descent = await this.#ofTarget(target, { file, spot: base.spot }, length);
      const isPassed = (target.kind === 'outside' || target.kind === 'missing') && target.passedOver;
      (isPassed ? passed : found).push(descent);
    }
    return this.#agreed(found, passed, { name: base.path.join('.'), file, spot: base.spot });
  }

  /** What all alternatives say; a doubt where they do not agree. */
  #agreed(found: readonly Descent[], passed: readonly Descent[], at: Omit<Doubt, 'from'>): Descent {
    const based = found.find(({ ends }) => ends === 'base');
    if (based !== undefined) {
      if (found.every(({ ends }) => ends === 'base')) return based;
      return { ends: 'doubt', chain: [], doubt: { ...at, from: 'one branch of a condition' } };
    }
    const doubtful = [...found, ...passed].find(({ ends }) => ends === 'doubt');
    return doubtful ?? found[0] ?? { ends: 'elsewhere', chain: [] };
  }

  async #ofTarget(target: Target, at: Pick<Doubt, 'file' | 'spot'>, length: number): Promise<Descent> {
    switch (target.kind) {
      case 'class':
        return this.ofClass(target.class, length + 1);
      case 'computed':
        return this.#ofMentions({ file: target.file }, target.mentions, at, length);
      case 'missing':
      case 'outside':
        // What leads out of the project is no base class of the project, unless it is called so.
        if (target.kind === 'outside' && target.name !== this.#wanted) return { ends: 'elsewhere', chain: [] };
        return { ends: 'doubt', chain: [], doubt: { ...at, name: target.name, from: placeOf(target.module) } };
      default:
        return { ends: 'elsewhere', chain: [] };
    }
  }

  /** A computed base may be the base class if it is made of it. */
  async #ofMentions(
    standpoint: { readonly file: string },
    mentions: readonly DottedName[],
    at: Pick<Doubt, 'file' | 'spot'>,
    length: number,
  ): Promise<Descent> {
    for (const path of mentions) {
      const targets = path.at(-1) === this.#wanted ? [] : await resolveName(this.#namespace, standpoint, path);
      let leads = path.at(-1) === this.#wanted;
      for (const target of targets) {
        if (target.kind === 'class') leads ||= (await this.ofClass(target.class, length + 1)).ends === 'base';
      }
      if (!leads) continue;
      return { ends: 'doubt', chain: [], doubt: { ...at, name: path.join('.'), from: 'a computed base' } };
    }
    return { ends: 'elsewhere', chain: [] };
  }
}

const rank: Record<Descent['ends'], number> = { elsewhere: 0, doubt: 1, base: 2 };

function placeOf(module: string | undefined): string {
  return module === undefined ? 'no import' : `module ${module}`;
}
