import { limitOf, type References } from '../condition.js';
import { type Judgement, judge, measuredNumber } from '../judge.js';
import type { Gate, GateQuery, GateVerdict, Measured } from '../model.js';
import { gateVerdict, type QueryVerdict, standing } from '../tally.js';
import { resolveQuery } from '../template.js';
import { type AskRange, fetchHistory, type History } from './window.js';

/** What a query would have come to, had the gate begun at a point of history. */
export interface ReplayedQuery {
  readonly id: string;
  readonly verdict: QueryVerdict;
  readonly why: string;
  /** The value of the last measurement, where it had one. */
  readonly value: number | undefined;
}

/** What the gate would have decided. */
export interface ReplayedPoint {
  /** Unix time in milliseconds at which the gate would have begun. */
  readonly at: number;
  readonly verdict: GateVerdict;
  readonly queries: readonly ReplayedQuery[];
}

export interface ReplayOptions {
  readonly ask: AskRange;
  readonly parameters: ReadonlyMap<string, string>;
  /** Unix times in milliseconds: the first and the last beginning. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds between two beginnings. */
  readonly step: number;
  /** Where absent, the baseline is what a query gave at the beginning itself, and the last good run is replayed too. */
  readonly references: References;
  /** Unix time in milliseconds, after which there is no history. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** A replay that would take too many points of history; the message says what to change. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
}

const pointsAtMost = 100_000;

/** Says what a gate would have decided in the past, point by point, by range queries. Throws {@link TooLong}. */
export async function replayGate(gate: Gate, options: ReplayOptions): Promise<readonly ReplayedPoint[]> {
  const grids = gate.queries.map((query) => ({ query, step: gridOf(query, options.step), span: spanOf(query) }));
  const { from, to } = options;
  if (grids.some(({ step, span }) => (to - from + span) / step > pointsAtMost)) {
    throw new TooLong(`more than ${pointsAtMost} points of history: choose a shorter window, or a greater --step`);
  }
  const tracks: Track[] = await Promise.all(
    grids.map(async ({ query, step, span }) => ({ query, history: await historyOf(query, step, span, options) })),
  );
  const points: ReplayedPoint[] = [];
  let lastGood = options.references.lastGood ?? measuredAt(tracks, from);
  for (let at = from; at <= to; at += options.step) {
    const references = { baseline: options.references.baseline ?? measuredAt(tracks, at), lastGood };
    const { point, numbers } = replayedPoint(tracks, at, references, options.now);
    points.push(point);
    if (point.verdict === 'go' && options.references.lastGood === undefined) lastGood = numbers;
  }
  return points;
}

interface Track {
  readonly query: GateQuery;
  readonly history: History;
}

interface Replayed {
  readonly point: ReplayedPoint;
  /** What a good run would have kept: the last number of each query. */
  readonly numbers: Readonly<Record<string, number>>;
}

function replayedPoint(tracks: readonly Track[], at: number, references: References, now: number): Replayed {
  const replayed = tracks.map(({ query, history }) => {
    const limit = limitOf(query, references);
    const measured: Measured[] = [];
    let last: Judgement | undefined;
    let number: number | undefined;
    for (const time of timesOf(query, at)) {
      if (time > now || standing(query, measured).verdict !== 'unfinished') break;
      const answer = history.at(time);
      last = judge(query, answer, limit);
      number = measuredNumber(query, answer);
      measured.push(last.measured);
    }
    const { verdict, why } = standing(query, measured);
    const said = last === undefined ? why : `${why}, the last: ${last.why}`;
    return { id: query.id, verdict, why: said, value: last?.value, number };
  });
  const verdict = gateVerdict(replayed.map((one) => one.verdict));
  const queries = replayed.map(({ number: _, ...query }) => query);
  const numbers = replayed.flatMap(({ id, number }) => (number === undefined ? [] : [[id, number] as const]));
  return { point: { at, verdict, queries }, numbers: Object.fromEntries(numbers) };
}

/** What all queries gave at one time. */
function measuredAt(tracks: readonly Track[], at: number): Record<string, number> {
  const numbers = tracks.flatMap(({ query, history }) => {
    const number = measuredNumber(query, history.at(at));
    return number === undefined ? [] : [[query.id, number] as const];
  });
  return Object.fromEntries(numbers);
}

async function historyOf(query: GateQuery, step: number, span: number, options: ReplayOptions): Promise<History> {
  const resolved = resolveQuery(query.query, options.parameters);
  if ('problem' in resolved) {
    const { problem } = resolved;
    // A warning makes it inconclusive whatever the policies: the fault is ours.
    return { at: () => ({ kind: 'series', series: [], warnings: [problem] }) };
  }
  const { from, to, ask, signal } = options;
  return fetchHistory(resolved.text, { from, to: to + span, step }, ask, signal);
}

/** When a gate that begins at `at` measures. */
function timesOf({ initialDelay, interval, count }: GateQuery, at: number): number[] {
  const first = at + milliseconds(initialDelay);
  return Array.from({ length: count }, (_, index) => first + index * milliseconds(interval));
}

function spanOf({ initialDelay, interval, count }: GateQuery): number {
  return milliseconds(initialDelay) + (count - 1) * milliseconds(interval);
}

/** The coarsest grid that has all points at which a query measures, wherever the gate begins. */
function gridOf({ initialDelay, interval, count }: GateQuery, step: number): number {
  const withInterval = count > 1 ? divisor(step, milliseconds(interval)) : step;
  return divisor(withInterval, milliseconds(initialDelay));
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}
