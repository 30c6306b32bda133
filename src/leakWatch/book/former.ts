import { formatPlace } from '../../finding.js';
import type { Sighting } from '../sighting.js';
import type { Listed } from './shelf.js';

/** What a source showed, each until it is found again in what the source shows now. */
export class Former {
  readonly #leaks: Set<Listed>;
  readonly #byValue: Map<string, Listed[]>;
  readonly #byPlace: Map<string, Listed[]>;

  constructor(leaks: readonly Listed[]) {
    this.#leaks = new Set(leaks);
    this.#byValue = groupBy(leaks, identityOf);
    this.#byPlace = groupBy(leaks, placeOf);
  }

  /** The same value at the same place. */
  takeSame(sighting: Sighting): Listed | undefined {
    const place = placeOf(sighting);
    return this.#take(this.#byValue.get(identityOf(sighting)), (leak) => placeOf(leak) === place);
  }

  /** The same value elsewhere in files: lines were put before it, or the file was renamed. */
  takeMoved(sighting: Sighting): Listed | undefined {
    if (sighting.place.kind !== 'file') return undefined;
    return this.#take(this.#byValue.get(identityOf(sighting)), ({ place }) => place.kind === 'file');
  }

  /** Another value at the same place. */
  takeCorrected(sighting: Sighting): Listed | undefined {
    return this.#take(this.#byPlace.get(placeOf(sighting)), () => true);
  }

  /** What was not found again. */
  rest(): readonly Listed[] {
    return [...this.#leaks];
  }

  #take(among: readonly Listed[] | undefined, fits: (leak: Listed) => boolean): Listed | undefined {
    const found = among?.find((leak) => this.#leaks.has(leak) && fits(leak));
    if (found !== undefined) this.#leaks.delete(found);
    return found;
  }
}

function identityOf({ surface, rule, fingerprint }: Sighting): string {
  return `${surface} ${rule} ${fingerprint}`;
}

function placeOf({ surface, place }: Sighting): string {
  return place.kind === 'process'
    ? `${surface} ${place.pid} ${place.startTimeTicks}`
    : `${surface} ${formatPlace(place)}`;
}

function groupBy(leaks: readonly Listed[], keyOf: (leak: Listed) => string): Map<string, Listed[]> {
  const groups = new Map<string, Listed[]>();
  for (const leak of leaks) {
    const key = keyOf(leak);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [leak]);
    else group.push(leak);
  }
  return groups;
}
