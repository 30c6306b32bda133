import { type UpOptions, up } from '../stack/up.js';
import { exitCodes } from './exit.js';
import { interruptSignal, printLine, printProblem } from './terminal.js';

/** What the command line says; when to stop and where to print is for the process. */
export type UpArguments = Omit<UpOptions, 'signal' | 'print'>;

/** `fleetwatch up`: the whole stack as local processes, until it is told to stop. */
export async function upCommand(given: UpArguments): Promise<number> {
  try {
    const death = await up({ ...given, signal: interruptSignal(), print: printLine });
    if (death === undefined) return exitCodes.clean;
    printProblem(death);
  } catch (error) {
    printProblem(`cannot start\n${error instanceof Error ? error.message : error}`);
  }
  return exitCodes.couldNotRun;
}
