import { up } from '../stack/up.js';
import { exitCodes } from './exit.js';
import { interruptSignal, printLine, printProblem } from './terminal.js';

export interface UpArguments {
  readonly config?: string;
  readonly simulate?: boolean;
  readonly runDirectory: string;
  readonly toolsDirectory: string;
  readonly prometheusPort: number;
  readonly alertmanagerPort: number;
  readonly pagerPort: number;
}

/** `fleetwatch up`: the whole stack as local processes, until it is told to stop. */
export async function upCommand(given: UpArguments): Promise<number> {
  try {
    const dead = await up({ ...given, signal: interruptSignal(), print: printLine });
    if (dead === undefined) return exitCodes.clean;
    printProblem(`${dead} ended by itself; its log in ${given.runDirectory} says why`);
  } catch (error) {
    printProblem(`cannot start\n${error instanceof Error ? error.message : error}`);
  }
  return exitCodes.couldNotRun;
}
