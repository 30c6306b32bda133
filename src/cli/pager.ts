import { once } from 'node:events';
import { startPager } from '../server/pager.js';
import type { Page } from '../server/pager-page.js';
import { renderPage } from '../server/pager-print.js';
import { exitCodes } from './exit.js';
import { jsonLine } from './jsonDocument.js';
import { interruptSignal, printLine, printProblem, printText } from './terminal.js';

export interface PagerArguments {
  readonly listen: { readonly host: string; readonly port: number };
  readonly file: string;
  /** Pages as JSON, one a line; what is to be said besides goes to standard error. */
  readonly json: boolean;
}

/** `fleetwatch pager`: receives pages from Alertmanager, prints and keeps them. */
export async function pagerCommand({ listen, file, json }: PagerArguments): Promise<number> {
  const signal = interruptSignal();
  try {
    const told = json
      ? { show: (page: Page) => printText(jsonLine(page)), note: printProblem }
      : { show: (page: Page) => printLine(renderPage(page)), note: printLine };
    const pager = await startPager({ ...listen, file, ...told });
    if (!signal.aborted) await once(signal, 'abort');
    await pager.close();
    return exitCodes.clean;
  } catch (error) {
    printProblem(`the pager cannot start\n${error instanceof Error ? error.message : error}`);
    return exitCodes.couldNotRun;
  }
}
