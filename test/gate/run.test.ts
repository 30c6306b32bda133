import { describe, expect, it } from 'vitest';
import type { GateQuery } from '../../src/gate/model.js';
import { type GateRunOptions, runGate } from '../../src/gate/run.js';
import type { Answer } from '../../src/prometheus/answer.js';
import { queryWith, series, unreachable } from './query.js';

/** Time that passes only when somebody sleeps. */
class Clock {
  now = 0;
  #sleeping: { due: number; wake: () => void }[] = [];

  readonly sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const sleeper = { due: this.now + milliseconds, wake: resolve };
      this.#sleeping.push(sleeper);
      signal.addEventListener('abort', () => {
        this.#sleeping = this.#sleeping.filter((other) => other !== sleeper);
        resolve();
      });
    });

  /** Wakes sleepers in their order until `work` has ended. */
  async until<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const end = (): void => {
      ended = true;
    };
    work.then(end, end);
    while (!ended) {
      await new Promise(setImmediate);
      this.#sleeping.sort((a, b) => a.due - b.due);
      const next = this.#sleeping.shift();
      if (next === undefined) continue;
      this.now = Math.max(this.now, next.due);
      next.wake();
    }
    return work;
  }
}

/** Runs queries against what `answer` says to the expression, in virtual time. */
async function run(
  queries: readonly GateQuery[],
  answer: (expression: string, nth: number, clock: Clock) => Answer,
  changes: Partial<GateRunOptions> = {},
) {
  const clock = new Clock();
  const asked: { at: number; expression: string }[] = [];
  const options: GateRunOptions = {
    ask: async (expression, signal) => {
      if (signal.aborted) return { kind: 'error', fault: 'cancelled', message: 'cancelled' };
      asked.push({ at: clock.now, expression });
      return answer(expression, asked.filter((one) => one.expression === expression).length, clock);
    },
    parameters: new Map([['machine', 'alpha']]),
    references: {},
    now: () => clock.now,
    sleep: clock.sleep,
    ...changes,
  };
  const result = await clock.until(runGate({ id: 'g', title: 'g', queries }, options));
  return { result, asked, clock };
}

describe('a run', () => {
  it('measures after the delay, at each interval, as often as it says', async () => {
    const query = queryWith({ initialDelay: 30, interval: 10, count: 3 });
    const { result, asked } = await run([query], () => series([1]));
    expect(result).toMatchObject({ verdict: 'go', begunAt: 0, endedAt: 50_000, interrupted: false });
    expect(asked.map(({ at }) => at)).toStrictEqual([30_000, 40_000, 50_000]);
    expect(result.queries[0]?.measurements[0]).toStrictEqual({
      at: 30_000,
      expression: 'errors{machine="alpha"}',
      measured: 'pass',
      value: 1,
      number: 1,
      limit: 2,
      why: '1 is < 2',
      warnings: [],
    });
  });

  it('asks at once, and not twice, after an answer that took longer than the interval', async () => {
    const query = queryWith({ interval: 10, count: 3 });
    const { asked } = await run([query], (_, nth, clock) => {
      if (nth === 1) clock.now += 25_000;
      return series([1]);
    });
    expect(asked.map(({ at }) => at)).toStrictEqual([0, 25_000, 35_000]);
  });

  it('ends with the first query that fails, and says of the others how far they came', async () => {
    const queries = [
      queryWith({ id: 'good', query: 'good', count: 100 }),
      queryWith({ id: 'bad', query: 'bad', count: 100, failureLimit: 1 }),
    ];
    const { result, clock } = await run(queries, (expression) => series([expression === 'bad' ? 5 : 1]));
    expect(result.verdict).toBe('rollback');
    expect(result.interrupted).toBe(false);
    expect(result.queries.map(({ verdict }) => verdict)).toStrictEqual(['unfinished', 'fail']);
    expect(clock.now).toBe(10_000);
  });

  it('goes on when a query is inconclusive: another may still fail', async () => {
    const queries = [
      queryWith({ id: 'silent', query: 'silent' }),
      queryWith({ id: 'late', query: 'late', initialDelay: 60 }),
    ];
    const { result } = await run(queries, (expression) => series(expression === 'late' ? [5] : []));
    expect(result.queries.map(({ verdict }) => verdict)).toStrictEqual(['inconclusive', 'fail']);
    expect(result.verdict).toBe('rollback');
  });

  it('ends early after successes in a row', async () => {
    const query = queryWith({ count: 100, failureLimit: 5, consecutiveSuccessLimit: 3 });
    const { result, asked } = await run([query], (_, nth) => series([nth === 2 ? 5 : 1]));
    expect(result.verdict).toBe('go');
    expect(asked).toHaveLength(5);
  });

  it('is interrupted: what was measured until then is kept, and it says neither', async () => {
    const controller = new AbortController();
    const query = queryWith({ count: 100 });
    const { result } = await run(
      [query],
      (_, nth) => {
        if (nth === 3) controller.abort();
        return series([1]);
      },
      { signal: controller.signal },
    );
    expect(result).toMatchObject({ verdict: 'inconclusive', interrupted: true });
    expect(result.queries[0]).toMatchObject({ verdict: 'unfinished', measurements: [{}, {}, {}] });
  });

  it('does not take a question that was cancelled for one that failed', async () => {
    const controller = new AbortController();
    controller.abort();
    const { result } = await run([queryWith({ onError: 'fail' })], () => unreachable, { signal: controller.signal });
    expect(result).toMatchObject({ verdict: 'inconclusive', interrupted: true, queries: [{ measurements: [] }] });
  });

  it('says nothing of the fleet where a parameter has no value, and asks nobody', async () => {
    const query = queryWith({ query: 'errors{agent="{agent}"}', onError: 'fail', onNoData: 'fail' });
    const { result, asked } = await run([query], () => series([1]));
    expect(result.verdict).toBe('inconclusive');
    expect(result.queries[0]?.measurements[0]?.why).toBe('the parameter `agent` has no value');
    expect(asked).toStrictEqual([]);
  });

  it('is inconclusive where nothing was measured before, and decides where it was', async () => {
    const query = queryWith({ condition: { comparison: '<=', reference: { kind: 'baseline', factor: 2, plus: 1 } } });
    const lastGood = queryWith({
      id: 'good',
      condition: { comparison: '<=', reference: { kind: 'last-good', factor: 1, plus: -0.5 } },
    });
    const answer = () => series([5]);
    const baseline = { errors: 2 };
    expect((await run([query], answer)).result.verdict).toBe('inconclusive');
    expect((await run([query], answer, { references: { baseline: { other: 2 } } })).result.verdict).toBe(
      'inconclusive',
    );
    expect((await run([query], answer, { references: { lastGood: baseline } })).result.verdict).toBe('inconclusive');
    expect((await run([query], answer, { references: { baseline } })).result.verdict).toBe('go');
    expect((await run([query], answer, { references: { baseline: { errors: 1.9 } } })).result.verdict).toBe('rollback');
    expect((await run([lastGood], answer, { references: { lastGood: { good: 5.5 } } })).result.verdict).toBe('go');
    expect((await run([lastGood], answer, { references: { lastGood: { good: 5 } } })).result.verdict).toBe('rollback');
  });

  it('without a query never says go', async () => {
    expect((await run([], () => series([1]))).result.verdict).toBe('inconclusive');
  });
});
