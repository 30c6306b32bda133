import { describe, expect, it, onTestFinished } from 'vitest';
import type { ChangeRecord } from '../../src/changes/record.js';
import type { GateQuery } from '../../src/gate/model.js';
import type { GateRun } from '../../src/gate/run.js';
import type { Answer } from '../../src/prometheus/answer.js';
import { GateWatch } from '../../src/triggers/gateWatch.js';
import { begunAt, changeWith, runbook } from './example.js';

const query: GateQuery = {
  id: 'agents-healthy',
  title: '',
  query: 'count(fleet_agent_up{machine="{machine}",agent="{agent}"} == 1)',
  condition: { comparison: '>=', reference: { kind: 'baseline', factor: 1, plus: 0 } },
  reduce: 'only',
  onNoData: 'inconclusive',
  onNaN: 'inconclusive',
  onError: 'inconclusive',
  initialDelay: 0,
  interval: 15,
  count: 2,
  failureLimit: 0,
  inconclusiveLimit: 1,
  consecutiveSuccessLimit: 0,
};
const watched = changeWith({
  runbook: { ...runbook, abort: [query] },
  parameters: { agent: 'planner' },
  baseline: { measuredAt: begunAt, queries: { 'agents-healthy': 54 } },
});

function vector(value: number): Answer {
  return { kind: 'series', series: [{ labels: {}, points: [{ at: 0, value }] }], warnings: [] };
}

/** A watch whose time goes on only by {@link pass}. */
function watching(initial: readonly ChangeRecord[]) {
  const stage = { changes: initial, answer: vector(54), kept: [] as [string, GateRun][], asked: [] as string[] };
  const failures: unknown[] = [];
  let time = begunAt;
  let sleepers: { until: number; wake: () => void }[] = [];
  const watch = new GateWatch({
    changes: async () => stage.changes,
    ask: async (expression) => {
      stage.asked.push(expression);
      return stage.answer;
    },
    lastGood: async () => ({}),
    keep: async (change, run) => {
      if (change === 'full') throw new Error('no space');
      stage.kept.push([change, run]);
    },
    failed: (_change, error) => failures.push(error),
    now: () => time,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        const wake = () => {
          signal.removeEventListener('abort', wake);
          resolve();
        };
        signal.addEventListener('abort', wake);
        sleepers.push({ until: time + milliseconds, wake });
        if (signal.aborted) wake();
      }),
  });
  onTestFinished(() => watch.stop());
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      time += 1000;
      const due = sleepers.filter(({ until }) => until <= time);
      sleepers = sleepers.filter(({ until }) => until > time);
      for (const { wake } of due) wake();
      await settle();
    }
  };
  return { watch, stage, failures, pass, settle };
}

const verdicts = (kept: readonly [string, GateRun][]) => kept.map(([change, { verdict }]) => `${change} ${verdict}`);

describe('the conditions that must hold all the while', () => {
  it('are asked over and over, with the values and the baseline of the change', async () => {
    const { watch, stage, pass } = watching([watched]);
    void watch.run();
    await pass(60);
    expect(new Set(stage.asked)).toEqual(new Set(['count(fleet_agent_up{machine="alpha",agent="planner"} == 1)']));
    expect(verdicts(stage.kept)).toEqual(['c1 go', 'c1 go', 'c1 go']);
    expect(stage.kept[0]?.[1].gate.id).toBe('risk-e-rotation-abort');
    stage.answer = vector(53);
    await pass(20);
    expect(verdicts(stage.kept).at(-1)).toBe('c1 rollback');
  });

  it('come to nothing where Prometheus does not answer', async () => {
    const { watch, stage, pass } = watching([watched]);
    stage.answer = { kind: 'error', fault: 'unreachable', message: 'no connection' };
    void watch.run();
    await pass(40);
    expect(verdicts(stage.kept)).toContain('c1 inconclusive');
    expect(verdicts(stage.kept)).not.toContain('c1 rollback');
  });

  it('are of open changes that have any', async () => {
    const others = [
      changeWith({ id: 'asks-nothing' }),
      { ...watched, id: 'rolling', state: 'rolling-back' as const },
      { ...watched, id: 'expired', expiresAt: begunAt },
      { ...watched, id: 'baking', state: 'baking' as const },
    ];
    const { watch, stage, pass } = watching(others);
    void watch.run();
    await pass(30);
    expect(new Set(stage.kept.map(([change]) => change))).toEqual(new Set(['baking']));
  });

  it('are left when the change is over, and when the watch ends', async () => {
    const { watch, stage, pass } = watching([watched]);
    void watch.run();
    await pass(3);
    stage.changes = [];
    await pass(10);
    const asked = stage.asked.length;
    await pass(60);
    expect(stage.asked).toHaveLength(asked);
    stage.changes = [watched];
    await pass(6);
    expect(stage.asked.length).toBeGreaterThan(asked);
    const last = stage.asked.length;
    watch.stop();
    await pass(60);
    expect(stage.asked).toHaveLength(last);
  });

  it('go on where a result cannot be kept', async () => {
    const { watch, stage, failures, pass } = watching([{ ...watched, id: 'full' }]);
    void watch.run();
    await pass(60);
    expect(failures.length).toBeGreaterThan(1);
    expect(stage.asked.length).toBeGreaterThan(3);
  });
});
