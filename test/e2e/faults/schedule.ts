import { type Extent, meet } from './extent.js';

/** Something to play. */
export interface Item {
  readonly touches: Extent;
  /** How many agents fail meanwhile. */
  readonly fails: number;
  /** How long it takes at most. */
  readonly seconds: number;
  readonly play: () => Promise<void>;
}

/** Agents that fail at the same time: below what the rules take for one cause that hits many. */
const failAtATime = 7;
/** More would have the agents' processes, and not the rules, decide how long each takes. */
const atATime = 14;

/** Plays all: at the same time where they touch different things, the longest first, and what touches everything last. */
export async function playAll(items: readonly Item[]): Promise<void> {
  const waiting = [...items].sort((one, other) => width(one) - width(other) || other.seconds - one.seconds);
  const playing = new Map<Item, Promise<void>>();
  while (waiting.length > 0 || playing.size > 0) {
    const next = waiting.findIndex((item) => fits(item, [...playing.keys()]));
    const [item] = next >= 0 ? waiting.splice(next, 1) : [];
    if (item === undefined) await Promise.race(playing.values());
    else
      playing.set(
        item,
        item.play().finally(() => playing.delete(item)),
      );
  }
}

function width({ touches }: Item): number {
  return touches.machines.length;
}

function fits({ touches, fails }: Item, playing: readonly Item[]): boolean {
  if (playing.length === 0) return true;
  const failing = playing.reduce((sum, other) => sum + other.fails, 0);
  const isRoom = playing.length < atATime && failing + fails <= failAtATime;
  return isRoom && !playing.some((other) => meet(touches, other.touches));
}
