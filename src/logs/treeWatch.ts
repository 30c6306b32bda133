import { Census, type CensusOptions } from './census.js';
import type { FileCaller } from './fileCaller.js';
import { Walk, type WalkEvents } from './walk.js';

/** The root of the log tree, without symbolic links, and what hangs together with it. */
export interface TreeRoot {
  readonly path: string;
  readonly device: number;
  readonly place: string;
}

/** Is told what the passes meet, as they meet it. A pass that is given up does not end: the next one begins. */
export interface TreeListener extends WalkEvents {
  begin(root: TreeRoot): void;
  end(): void;
}

export interface TreeWatchOptions {
  readonly caller: FileCaller;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Milliseconds of a clock that is never set. */
  readonly elapsed: () => number;
}

interface Pass {
  readonly walk: Walk;
  readonly census: Census;
  readonly listener: TreeListener | undefined;
  readonly beganAt: number;
}

/** A slice of work and the rest between two: a quarter of a percent of a core, and about as much for all that goes with it. */
const sliceMilliseconds = 10;
const sliceEveryMilliseconds = 4000;
/** The first pass does not wait between slices, for so long: the first scrapes should see figures. */
const firstPassMilliseconds = 2000;

/** Walks the log tree, one pass after the other. A small tree is done in one slice, one of 100,000 files in minutes. */
export class TreeWatch {
  readonly #options: TreeWatchOptions;
  #pass: Pass | undefined;
  #counted: Census | undefined;
  #passedAt = 0;
  #passSeconds = 0;
  #listener: TreeListener | undefined;
  #timer: NodeJS.Timeout | undefined;
  #slicing: Promise<void> = Promise.resolve();

  constructor(options: TreeWatchOptions) {
    this.#options = options;
  }

  /** What the last complete pass counted; before there was one, what has been counted so far. */
  get census(): Census | undefined {
    return this.#counted ?? this.#pass?.census;
  }

  /** Unix seconds; 0 while no pass was complete. */
  get passedAt(): number {
    return this.#passedAt;
  }

  get passSeconds(): number {
    return this.#passSeconds;
  }

  /** Tells of the passes from the next one on. */
  tell(listener: TreeListener | undefined): void {
    this.#listener = listener;
  }

  /** Begins the next pass and does its first slice, unless one is under way. */
  async look(root: TreeRoot, counting: CensusOptions): Promise<void> {
    if (this.#pass !== undefined) return this.#slicing;
    const census = new Census(counting);
    const listener = this.#listener;
    const walk = new Walk(this.#options.caller, root.place, root, both(census, listener));
    const pass = { walk, census, listener, beganAt: this.#options.elapsed() };
    listener?.begin(root);
    const isFirst = this.#counted === undefined;
    this.#pass = pass;
    do {
      this.#slicing = this.#slice(pass);
      await this.#slicing;
    } while (isFirst && this.#pass === pass && this.#options.elapsed() - pass.beganAt < firstPassMilliseconds);
    this.#goOnLater(pass);
  }

  /** Notes that the root cannot be listed: nothing is there to be counted, and that is a gap. */
  rootUnreadable(counting: CensusOptions, reason: 'denied' | 'failed'): void {
    this.drop();
    this.#counted = new Census(counting);
    this.#counted.gap({ reason, path: '' });
    this.#passedAt = this.#options.now() / 1000;
    this.#passSeconds = 0;
  }

  /** Gives up the pass under way. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#pass = undefined;
  }

  async #slice(pass: Pass): Promise<void> {
    try {
      const outcome = await pass.walk.slice(sliceMilliseconds);
      if (pass !== this.#pass || outcome === 'more') return;
      this.drop();
      if (outcome === 'stuck') return;
      pass.census.end();
      pass.listener?.end();
      this.#counted = pass.census;
      this.#passedAt = this.#options.now() / 1000;
      this.#passSeconds = (this.#options.elapsed() - pass.beganAt) / 1000;
    } catch (error) {
      if (pass === this.#pass) this.drop();
      throw error;
    }
  }

  #goOnLater(pass: Pass): void {
    if (pass !== this.#pass) return;
    this.#timer = setTimeout(() => {
      this.#slicing = this.#slice(pass);
      this.#slicing.then(
        () => this.#goOnLater(pass),
        // The next look begins a new pass, and fails for all to see if this was no accident.
        () => undefined,
      );
    }, sliceEveryMilliseconds);
    this.#timer.unref();
  }
}

function both(census: Census, listener: TreeListener | undefined): WalkEvents {
  if (listener === undefined) return census;
  return {
    file: (path, facts) => {
      census.file(path, facts);
      listener.file(path, facts);
    },
    gap: (gap) => {
      census.gap(gap);
      listener.gap(gap);
    },
  };
}
