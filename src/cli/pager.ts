import { once } from 'node:events';
import { startPager } from '../server/pager.js';
import { exitCodes } from './exit.js';
import { interruptSignal, printLine, printProblem } from './terminal.js';

export interface PagerArguments {
  readonly listen: { readonly host: string; readonly port: number };
  readonly file: string;
}

/** `fleetwatch pager`: receives pages from Alertmanager, prints and keeps them. */
export async function pagerCommand({ listen, file }: PagerArguments): Promise<number> {
  const signal = interruptSignal();
  try {
    const pager = await startPager({ ...listen, file, print: printLine });
    if (!signal.aborted) await once(signal, 'abort');
    await pager.close();
    return exitCodes.clean;
  } catch (error) {
    printProblem(`the pager cannot start\n${error instanceof Error ? error.message : error}`);
    return exitCodes.couldNotRun;
  }
}
