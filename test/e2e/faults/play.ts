import type { KeptPage } from '../stackView.js';
import type { TendedStack } from '../tendedStack.js';
import { attribute, type Brought, noticeOf, type Span } from './attribution.js';
import { type Combination, extentOfCombination, failingIn } from './combination.js';
import { concerns, type Extent } from './extent.js';
import { type CatalogueFault, extentOf, failsIn, isEchoOf, isExpected } from './fault.js';
import { outcomeOfPhase, type PlayedPhase, playCombination } from './playCombination.js';
import { outcomeOf, type PlayedFault, playFault } from './playFault.js';
import { type Item, playAll } from './schedule.js';

/** What became of a catalogue. */
export interface Played {
  readonly faults: readonly PlayedFault[];
  readonly phases: readonly PlayedPhase[];
  /** Pages that belong to none of them. */
  readonly nobodys: readonly string[];
  /** Alerts that were still there when something was to be played after them that touches everything. */
  readonly left: readonly string[];
  /** Agents of other simulated fleets that ran beside, at the beginning or the end: they can disturb. */
  readonly strangers: number;
  readonly minutes: number;
}

interface OpenSpan extends Span {
  to: number;
}

/** How long what was played before may take to be over, before something is played that touches everything. */
const settleSeconds = 240;

/** Plays faults and combinations on a running stack: at the same time where they touch different things. */
export async function play(
  stack: TendedStack,
  faults: readonly CatalogueFault[],
  combinations: readonly Combination[],
): Promise<Played> {
  const began = performance.now();
  const strangers = await stack.strangers();
  const spans: OpenSpan[] = [];
  const playedFaults: ((of: (span: Span) => Brought) => PlayedFault)[] = [];
  const left: string[] = [];
  const playedPhases: ((of: (span: Span) => Brought) => PlayedPhase[])[] = [];
  const open = (touches: Extent, own: Pick<Span, 'expects' | 'echoes'>): OpenSpan => {
    const span = { ...own, from: Date.now(), to: Number.POSITIVE_INFINITY, concerns: aboutOf(touches) };
    spans.push(span);
    return span;
  };
  const brought = (span: Span) => async () => attribute(await stack.pages(), spans).of(span);

  const itemOfFault = (fault: CatalogueFault): Item => ({
    touches: extentOf(fault),
    fails: failsIn(fault),
    seconds: fault.pageSeconds + fault.resolveSeconds,
    play: async () => {
      const span = open(extentOf(fault), {
        expects: (page) => isExpected(page, fault),
        echoes: (page) => isEchoOf(page, fault),
      });
      const run = await playFault(stack, fault, brought(span));
      span.to = Date.now();
      playedFaults.push((of) => outcomeOf(fault, run, of(span)));
    },
  });
  const itemOfCombination = (combination: Combination): Item => ({
    touches: extentOfCombination(combination),
    fails: failingIn(combination),
    seconds: combination.phases.reduce((sum, { seconds }) => sum + seconds, 0),
    play: async () => {
      const touches = extentOfCombination(combination);
      if (touches.machines.length > 1) left.push(...(await leftAlerts(stack)));
      const notices = new Set<string>(combination.phases.flatMap(({ brings }) => brings));
      const span = open(touches, { expects: (page) => notices.has(noticeOf(page)) });
      const runs = await playCombination(stack, combination, brought(span));
      span.to = Date.now();
      playedPhases.push((of) => runs.map((run) => outcomeOfPhase(combination, run, of(span))));
    },
  });

  await playAll([...faults.map(itemOfFault), ...combinations.map(itemOfCombination)]);
  const { of, nobodys } = attribute<Span>(await stack.pages(), spans);
  return {
    faults: playedFaults.map((outcome) => outcome(of)),
    phases: playedPhases.flatMap((outcome) => outcome(of)),
    nobodys: nobodys.map(noticeOf),
    left: [...new Set(left)],
    strangers: Math.max(strangers.length, (await stack.strangers()).length),
    minutes: (performance.now() - began) / 60_000,
  };
}

function aboutOf(touches: Extent): (page: KeptPage) => boolean {
  return ({ labels }) => concerns(touches, labels.machine, labels.agent);
}

/** Waits until no alert is left, or about to come, but those that are true at all times; with those that stay all the same. */
async function leftAlerts(stack: TendedStack): Promise<string[]> {
  const query = 'ALERTS{severity!="info",alertname!="FleetAgentUnverified"}';
  let rows = await stack.rows(query);
  const none = async () => {
    rows = await stack.rows(query);
    return rows.length === 0;
  };
  return stack.until('nothing is left of what was played before', none, settleSeconds).then(
    () => [],
    () =>
      rows.map(({ alertname, alertstate, machine, agent }) => [alertname, alertstate, machine, agent].join(' ').trim()),
  );
}
