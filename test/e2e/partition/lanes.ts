import type { LinkFault } from './play.js';

/** Seconds that a fault takes beside those that it lasts: until it is told, healed and forgotten. */
const around = 80;

/** What the `lane`th of so many pairs of hosts plays, counted from 1: the longest faults first, each where least is to be played. */
export function faultsOfLane(faults: readonly LinkFault[], lane: number, lanes: number): readonly LinkFault[] {
  const shares = Array.from({ length: lanes }, () => ({ seconds: 0, faults: [] as LinkFault[] }));
  for (const fault of faults.toSorted((a, b) => b.lasts - a.lasts)) {
    const share = shares.reduce((least, one) => (one.seconds < least.seconds ? one : least));
    share.seconds += fault.lasts + around;
    share.faults.push(fault);
  }
  return shares[lane - 1]?.faults ?? [];
}
