import type { CatalogueFault } from './fault.js';

/** The faults to play: the quick ones unless said otherwise, `all`, or those whose id holds one of the words given. */
export function chosenFaults(catalogue: readonly CatalogueFault[], said: string | undefined): CatalogueFault[] {
  if (said === undefined || said === '') return catalogue.filter(({ quick }) => quick);
  if (said === 'all') return [...catalogue];
  const words = said.split(',').map((word) => word.trim());
  const chosen = catalogue.filter(({ id }) => words.some((word) => id.includes(word)));
  if (chosen.length === 0) throw new Error(`no fault of the catalogue is named like ${said}`);
  return chosen;
}
