import { setTimeout as delay } from 'node:timers/promises';
import type { KeptPage } from '../stackView.js';
import type { TendedStack } from '../tendedStack.js';
import { perform } from './act.js';
import { type Brought, noticeOf } from './attribution.js';
import { type Combination, judge, type Phase } from './combination.js';
import { listenSeconds, within } from './playFault.js';

/** What became of one phase of a combination. */
export interface PlayedPhase {
  readonly combination: Combination;
  readonly phase: Phase;
  /** From its last act to the last notification that was expected, 0 if that was faster; absent where one did not come. */
  readonly seconds: number | undefined;
  /** Notifications expected that did not come. */
  readonly missing: readonly string[];
  readonly wrong: readonly string[];
  readonly problem: string | undefined;
}

/** Between the end of a fault and what is done next: what comes too late is wrong there. */
const pauseSeconds = 10;

/** When a phase began, when its last act was done and when the next began, Unix milliseconds. */
export interface PhaseRun {
  readonly phase: Phase;
  readonly from: number;
  readonly done: number;
  readonly to: number;
  readonly problem: string | undefined;
}

/** Plays the phases one after the other. One that goes wrong does not keep the next from putting things right. */
export async function playCombination(
  stack: TendedStack,
  { phases }: Combination,
  brought: () => Promise<Brought>,
): Promise<PhaseRun[]> {
  const runs: PhaseRun[] = [];
  for (const phase of phases) {
    const from = Date.now();
    let problem: string | undefined;
    try {
      for (const act of phase.acts) await perform(stack, act);
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    const done = Date.now();
    const allCame = async () => judge(phase, noticesIn(await brought(), { from, to: Date.now() })).missing.length === 0;
    await within(phase.seconds, allCame);
    const isOver = phase.brings.length > 0 && phase.brings.every((notice) => notice.startsWith('resolved'));
    await delay((isOver ? pauseSeconds : listenSeconds) * 1000);
    runs.push({ phase, from, done, to: Date.now(), problem });
  }
  return runs;
}

/** What came of a phase, of all the pages that are those of its combination. */
export function outcomeOfPhase(combination: Combination, run: PhaseRun, brought: Brought): PlayedPhase {
  const pages = pagesIn(brought, run);
  const { missing, wrong } = judge(run.phase, pages.map(noticeOf));
  const expected = pages.filter((page) => run.phase.brings.some((notice) => notice === noticeOf(page)));
  const last = Math.max(0, ...expected.map(({ receivedAt }) => Date.parse(receivedAt)));
  const seconds = missing.length > 0 || last === 0 ? undefined : Math.max(0, last - run.done) / 1000;
  return { combination, phase: run.phase, seconds, missing, wrong, problem: run.problem };
}

function noticesIn(brought: Brought, window: Pick<PhaseRun, 'from' | 'to'>): string[] {
  return pagesIn(brought, window).map(noticeOf);
}

function pagesIn({ expected, wrong }: Brought, { from, to }: Pick<PhaseRun, 'from' | 'to'>): KeptPage[] {
  return [...expected, ...wrong].filter(({ receivedAt }) => {
    const at = Date.parse(receivedAt);
    return at >= from && at < to;
  });
}
