import { setTimeout as delay } from 'node:timers/promises';
import type { KeptPage, LocalStack } from '../localStack.js';
import { attribute, type Brought, type Span } from './attribution.js';
import { type CatalogueFault, touches } from './fault.js';
import { make } from './make.js';

/** What became of one fault. Seconds. */
export interface Played {
  readonly fault: CatalogueFault;
  readonly secondsToPage: number | undefined;
  readonly secondsToResolve: number | undefined;
  readonly pages: number;
  readonly wrong: readonly string[];
  /** Why it could not be made or cleared, if so. */
  readonly problem: string | undefined;
}

export interface PlayedAll {
  readonly faults: readonly Played[];
  /** Pages that belong to no fault. */
  readonly nobodys: readonly string[];
}

/** How long a second page is waited for before a fault is cleared: `group_interval` is 30 s. */
const listenMs = 35_000;
const pollMs = 500;
/** Faults at the same time: below what the rules take for one cause that hits many agents. */
const atATime = 7;

interface Run extends Span {
  readonly fault: CatalogueFault;
  from: number;
  to: number;
  cleared: number;
  problem: string | undefined;
}

/** Plays the faults on a running stack: at the same time where they touch different things, and clears them all. */
export async function play(
  stack: LocalStack,
  faults: readonly CatalogueFault[],
  listening = listenMs,
): Promise<PlayedAll> {
  const runs: Run[] = [];
  const playing = new Map<CatalogueFault, Promise<void>>();
  const waiting = [...faults];
  while (waiting.length > 0 || playing.size > 0) {
    const next = waiting.findIndex((fault) => ![...playing.keys()].some((other) => touches(fault, other)));
    const [fault] = next >= 0 && playing.size < atATime ? waiting.splice(next, 1) : [];
    if (fault === undefined) {
      await Promise.race(playing.values());
      continue;
    }
    const run: Run = { fault, from: Date.now(), to: Number.POSITIVE_INFINITY, cleared: 0, problem: undefined };
    runs.push(run);
    playing.set(
      fault,
      playOne(stack, run, runs, listening).finally(() => playing.delete(fault)),
    );
  }
  const { of, nobodys } = attribute(await stack.pages(), runs);
  return { faults: runs.map((run) => played(run, of(run.fault))), nobodys: nobodys.map(describePage) };
}

async function playOne(stack: LocalStack, run: Run, runs: readonly Run[], listening: number): Promise<void> {
  const { fault } = run;
  const came = async (status: KeptPage['status']) =>
    attribute(await stack.pages(), runs)
      .of(fault)
      .expected.some((page) => page.status === status);
  try {
    const clear = await make(stack, fault);
    run.from = Date.now();
    try {
      if (fault.expect === 'nothing') await delay(fault.pageSeconds * 1000);
      else if (await within(fault.pageSeconds, () => came('firing'))) await delay(listening);
    } finally {
      run.cleared = Date.now();
      await clear();
    }
    if (fault.expect !== 'nothing' && (await came('firing')))
      await within(fault.resolveSeconds, () => came('resolved'));
  } catch (error) {
    run.problem = error instanceof Error ? error.message : String(error);
  } finally {
    run.to = Date.now();
  }
}

async function within(seconds: number, condition: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await delay(pollMs);
  }
  return true;
}

function played({ fault, from, cleared, problem }: Run, { expected, wrong }: Brought): Played {
  const first = (status: KeptPage['status']) => expected.find((page) => page.status === status);
  return {
    fault,
    secondsToPage: secondsAfter(from, first('firing')),
    secondsToResolve: secondsAfter(cleared, first('resolved')),
    pages: expected.filter(({ status }) => status === 'firing').length,
    wrong: wrong.map(describePage),
    problem,
  };
}

function secondsAfter(moment: number, page: KeptPage | undefined): number | undefined {
  return page === undefined ? undefined : (Date.parse(page.receivedAt) - moment) / 1000;
}

function describePage({ status, labels }: KeptPage): string {
  const place = [labels.machine, labels.agent].filter((part) => part !== undefined).join('/');
  return `${status} ${labels.severity} ${labels.alertname} ${place}`;
}
