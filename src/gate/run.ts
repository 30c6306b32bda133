import type { Answer } from '../prometheus/answer.js';
import { limitOf, type References } from './condition.js';
import { judge, measuredNumber } from './judge.js';
import type { Gate, GateQuery, GateVerdict, Measured } from './model.js';
import { gateVerdict, type QueryVerdict, type Standing, standing } from './tally.js';
import { resolveQuery } from './template.js';

/** Asks Prometheus for the value of an expression now. Never rejects. */
export type Ask = (expression: string, signal: AbortSignal) => Promise<Answer>;

/** One answer of Prometheus and what it means. */
export interface Measurement {
  /** Unix time in milliseconds at which it was asked. */
  readonly at: number;
  /** The query as it was asked. */
  readonly expression: string;
  readonly measured: Measured;
  /** The value that decided. */
  readonly value: number | undefined;
  /** The one number that the answer comes to, where it does. */
  readonly number: number | undefined;
  /** What it was held against. */
  readonly limit: number | undefined;
  readonly why: string;
  readonly warnings: readonly string[];
}

export interface QueryRun extends Standing {
  readonly query: GateQuery;
  readonly measurements: readonly Measurement[];
}

export interface GateRun {
  readonly gate: Gate;
  readonly verdict: GateVerdict;
  readonly queries: readonly QueryRun[];
  /** Unix time in milliseconds. */
  readonly begunAt: number;
  readonly endedAt: number;
  /** Whether it was ended from outside, before it had decided. */
  readonly interrupted: boolean;
}

export interface GateRunOptions {
  readonly ask: Ask;
  /** Values of the parameters in queries, `machine` and `change` among them. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly references: References;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Resolves after so many milliseconds, or at once when the signal is aborted; never rejects. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
  readonly onMeasurement?: ((query: GateQuery, measurement: Measurement) => void) | undefined;
}

/**
 * Runs a gate: all its queries side by side, each as often as it says. With the first that fails the decision is made,
 * and nothing more is asked. What was measured until then is part of the result, also when it is interrupted.
 */
export async function runGate(gate: Gate, options: GateRunOptions): Promise<GateRun> {
  const begunAt = options.now();
  const decided = new AbortController();
  const signal = options.signal === undefined ? decided.signal : AbortSignal.any([options.signal, decided.signal]);
  const queries = await Promise.all(
    gate.queries.map(async (query) => {
      const run = await runQuery(query, options, signal);
      if (run.verdict === 'fail') decided.abort();
      return run;
    }),
  );
  const verdicts = queries.map(({ verdict }): QueryVerdict => verdict);
  const interrupted = options.signal?.aborted === true && verdicts.includes('unfinished');
  return { gate, verdict: gateVerdict(verdicts), queries, begunAt, endedAt: options.now(), interrupted };
}

async function runQuery(query: GateQuery, options: GateRunOptions, signal: AbortSignal): Promise<QueryRun> {
  const measurements: Measurement[] = [];
  const stand = (): Standing =>
    standing(
      query,
      measurements.map(({ measured }) => measured),
    );
  let due = options.now() + query.initialDelay * 1000;
  while (stand().verdict === 'unfinished') {
    await options.sleep(Math.max(0, due - options.now()), signal);
    if (signal.aborted) break;
    const measurement = await measureOnce(query, options, signal);
    if (measurement === undefined) break;
    measurements.push(measurement);
    options.onMeasurement?.(query, measurement);
    // One that took longer than the interval is followed by the next at once, and by no two.
    due = Math.max(due + query.interval * 1000, options.now());
  }
  return { query, measurements, ...stand() };
}

/** Asks once; `undefined` where the question was cancelled. */
export async function measureOnce(
  query: GateQuery,
  options: Pick<GateRunOptions, 'ask' | 'parameters' | 'references' | 'now'>,
  signal: AbortSignal,
): Promise<Measurement | undefined> {
  const at = options.now();
  const limit = limitOf(query, options.references);
  const resolved = resolveQuery(query.query, options.parameters);
  if ('problem' in resolved) {
    // The fault is ours, and says nothing of the fleet: no policy makes a rollback of it.
    const unasked = { value: undefined, number: undefined, warnings: [], why: resolved.problem };
    return { at, expression: query.query, limit, measured: 'inconclusive', ...unasked };
  }
  const answer = await options.ask(resolved.text, signal);
  if (answer.kind === 'error' && answer.fault === 'cancelled') return undefined;
  const warnings = answer.kind === 'series' ? answer.warnings : [];
  const number = measuredNumber(query, answer);
  return { at, expression: resolved.text, limit, number, warnings, ...judge(query, answer, limit) };
}
