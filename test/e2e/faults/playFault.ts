import { setTimeout as delay } from 'node:timers/promises';
import type { KeptPage } from '../stackView.js';
import type { TendedStack } from '../tendedStack.js';
import { type Brought, noticeOf } from './attribution.js';
import type { CatalogueFault } from './fault.js';
import { make } from './make.js';

/** What became of one fault. Seconds. */
export interface PlayedFault {
  readonly fault: CatalogueFault;
  readonly secondsToPage: number | undefined;
  readonly secondsToResolve: number | undefined;
  readonly pages: number;
  readonly wrong: readonly string[];
  /** Why it could not be made or cleared, if so. */
  readonly problem: string | undefined;
}

/** When it was made and cleared, Unix milliseconds; why it could not be, if so. */
export interface FaultRun {
  readonly made: number;
  readonly cleared: number;
  readonly problem: string | undefined;
}

/** How long a second page is waited for before a fault is cleared: `group_interval` is 30 s. */
export const listenSeconds = 35;
const pollMilliseconds = 500;

/** Makes a fault, waits for its page, listens for more, clears it and waits for the resolve. */
export async function playFault(
  stack: TendedStack,
  fault: CatalogueFault,
  brought: () => Promise<Brought>,
): Promise<FaultRun> {
  const came = async (status: KeptPage['status']) => (await brought()).expected.some((page) => page.status === status);
  let [made, cleared] = [Date.now(), 0];
  let problem: string | undefined;
  try {
    const clear = await make(stack, fault);
    made = Date.now();
    try {
      if (fault.expect === 'nothing') await delay(fault.pageSeconds * 1000);
      else if (await within(fault.pageSeconds, () => came('firing'))) await delay(listenSeconds * 1000);
    } finally {
      cleared = Date.now();
      await clear();
    }
    if (fault.expect !== 'nothing' && (await came('firing')))
      await within(fault.resolveSeconds, () => came('resolved'));
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  return { made, cleared, problem };
}

/** What came of it, of all the pages that are its. */
export function outcomeOf(
  fault: CatalogueFault,
  { made, cleared, problem }: FaultRun,
  { expected, wrong }: Brought,
): PlayedFault {
  const first = (status: KeptPage['status']) => expected.find((page) => page.status === status);
  return {
    fault,
    secondsToPage: secondsAfter(made, first('firing')),
    secondsToResolve: secondsAfter(cleared, first('resolved')),
    pages: expected.filter(({ status }) => status === 'firing').length,
    wrong: wrong.map(noticeOf),
    problem,
  };
}

/** Waits for a condition; whether it came about in time. */
export async function within(seconds: number, condition: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await delay(pollMilliseconds);
  }
  return true;
}

function secondsAfter(moment: number, page: KeptPage | undefined): number | undefined {
  return page === undefined ? undefined : (Date.parse(page.receivedAt) - moment) / 1000;
}
