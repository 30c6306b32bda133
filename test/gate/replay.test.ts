import { describe, expect, it } from 'vitest';
import type { GateQuery } from '../../src/gate/model.js';
import { type ReplayOptions, replayGate, TooLong } from '../../src/gate/replay/replay.js';
import type { Answer } from '../../src/prometheus/answer.js';
import type { Window } from '../../src/prometheus/client.js';
import { queryWith } from './query.js';

/** A Prometheus whose only series has a value at a Unix time in seconds, or none. */
function historyOf(value: (at: number) => number | undefined) {
  const windows: Window[] = [];
  const ask = async (_: string, window: Window): Promise<Answer> => {
    windows.push(window);
    const points = [];
    for (let at = window.from; at <= window.to + 1e-6; at += window.stepSeconds) {
      const here = value(Math.round(at * 1000) / 1000);
      if (here !== undefined) points.push({ at, value: here });
    }
    return { kind: 'series', series: points.length > 0 ? [{ labels: {}, points }] : [], warnings: [] };
  };
  return { ask, windows };
}

async function replay(queries: readonly GateQuery[], changes: Partial<ReplayOptions> & Pick<ReplayOptions, 'ask'>) {
  const points = await replayGate(
    { id: 'g', title: 'g', queries },
    {
      parameters: new Map([['machine', 'alpha']]),
      from: 0,
      to: 300_000,
      step: 60_000,
      references: {},
      now: 1_000_000,
      signal: new AbortController().signal,
      ...changes,
    },
  );
  return points.map(({ verdict }) => verdict);
}

describe('a replay', () => {
  const thrice = queryWith({ initialDelay: 30, interval: 20, count: 3 });

  it('decides at each beginning by what would have been measured from there', async () => {
    // Bad from 150 s on: of the gate that begins at 60 s, the last measurement is at 130 s; at 120 s, at 150 s and on.
    const { ask } = historyOf((at) => (at < 150 ? 1 : 5));
    expect(await replay([thrice], { ask })).toStrictEqual(['go', 'go', 'rollback', 'rollback', 'rollback', 'rollback']);
  });

  it('is inconclusive where there was no data, and where history has not come that far', async () => {
    const { ask } = historyOf((at) => (at < 100 ? undefined : 1));
    expect(await replay([thrice], { ask, now: 300_000 })).toStrictEqual([
      'inconclusive',
      'inconclusive',
      'go',
      'go',
      'inconclusive',
      'inconclusive',
    ]);
  });

  it('asks in pieces, on a grid that has all points', async () => {
    const { ask, windows } = historyOf(() => 1);
    await replay([thrice], { ask, to: 36_000_000 });
    // Of 60, 20 and 30 s the greatest common divisor is 10 s.
    expect(new Set(windows.map(({ stepSeconds }) => stepSeconds))).toStrictEqual(new Set([10]));
    expect(windows.map(({ from }) => from)).toStrictEqual([0, 10_000, 20_000, 30_000]);
    expect(windows.at(-1)?.to).toBe(36_070);
  });

  it('takes for the baseline what a query gave at the beginning, unless it is given', async () => {
    const reference = { kind: 'baseline', factor: 1.5, plus: 0 } as const;
    const query = queryWith({ initialDelay: 60, condition: { comparison: '<=', reference } });
    const { ask } = historyOf((at) => (at <= 120 ? 1 : 2));
    expect(await replay([query], { ask })).toStrictEqual(['go', 'go', 'rollback', 'go', 'go', 'go']);
    const references = { baseline: { errors: 1 } };
    expect((await replay([query], { ask, references })).slice(3)).toStrictEqual(['rollback', 'rollback', 'rollback']);
  });

  it('carries the last good run along', async () => {
    const reference = { kind: 'last-good', factor: 1.5, plus: 0 } as const;
    const query = queryWith({ condition: { comparison: '<=', reference } });
    const values = [4, 5, 7, 8, 20, 9];
    const { ask } = historyOf((at) => values[at / 60]);
    expect(await replay([query], { ask })).toStrictEqual(['go', 'go', 'go', 'go', 'rollback', 'go']);
  });

  it('makes of a Prometheus that does not answer what the policy says', async () => {
    const ask = async (): Promise<Answer> => ({ kind: 'error', fault: 'unreachable', message: 'no connection' });
    expect(new Set(await replay([thrice], { ask }))).toStrictEqual(new Set(['inconclusive']));
    expect(new Set(await replay([{ ...thrice, onError: 'fail' }], { ask }))).toStrictEqual(new Set(['rollback']));
  });

  it('refuses what would take too long', async () => {
    const { ask, windows } = historyOf(() => 1);
    await expect(replay([thrice], { ask, to: 10_000_000_000 })).rejects.toThrow(TooLong);
    expect(windows).toStrictEqual([]);
  });
});
