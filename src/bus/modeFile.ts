import { type BusMode, isBusMode } from './mode.js';

/** A mode that an operator has chosen on the machine, while the settings say another. */
export interface ChosenMode {
  readonly mode: BusMode;
  /** What the settings said then: once they say something else, they are the later word. */
  readonly instead_of: BusMode;
  /** Unix time in milliseconds. */
  readonly at: number;
}

/** Name of the file in the folder of the bus. */
export const modeFileName = 'mode.json';

/** What the file says; `undefined` where it does not hold a choice. */
export function parseChosenMode(content: unknown): ChosenMode | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  if (!('mode' in content && 'instead_of' in content && 'at' in content)) return undefined;
  const { mode, instead_of, at } = content;
  return isBusMode(mode) && isBusMode(instead_of) && typeof at === 'number' ? { mode, instead_of, at } : undefined;
}

/** The mode that holds: the later word of the operator's and that of the settings. */
export function modeOf(settings: BusMode, chosen: ChosenMode | undefined): BusMode {
  return chosen?.instead_of === settings ? chosen.mode : settings;
}
