import { beforeEach, describe, expect, it } from 'vitest';
import { CollectorRunner } from '../../src/exposition/runner.js';
import type { Finding } from '../../src/finding.js';
import { gate, never, type Staged, stagedCollector } from './stagedCollector.js';

/** Milliseconds since the test began, and Unix milliseconds; both move only by hand. */
let elapsed: number;
let wall: number;
let transitions: [collector: string, failure: string | undefined][];
let news: string[][];

beforeEach(() => {
  elapsed = 0;
  wall = 1_700_000_000_000;
  transitions = [];
  news = [];
});

function runnerOf({ collector }: Staged, periodSeconds = 15): CollectorRunner {
  return new CollectorRunner(collector, {
    periodSeconds,
    now: () => wall,
    elapsed: () => elapsed,
    onTransition: (name, failure) => transitions.push([name, failure]),
    onFindings: (findings) => news.push(findings.map(({ code, message }) => `${code}: ${message}`)),
  });
}

function pass(seconds: number): void {
  elapsed += seconds * 1000;
  wall += seconds * 1000;
}

function textOf(runner: CollectorRunner): string {
  return runner
    .snapshot()
    .flatMap(({ samples }) => samples)
    .join('');
}

const finding: Finding = {
  code: 'some-code',
  risk: 'G',
  severity: 'warning',
  place: { kind: 'file', file: 'a.yaml', line: 1, column: 1 },
  message: 'something is wrong',
  why: 'it matters',
  remedy: 'mend it',
};

describe('CollectorRunner', () => {
  it('knows nothing before its first run', () => {
    const runner = runnerOf(stagedCollector());
    expect(runner.hasRun).toBe(false);
    expect(runner.snapshot()).toStrictEqual([]);
    expect(runner.state).toMatchObject({ success: false, lastSuccessTimestamp: 0, failure: 'has not run yet' });
  });

  it('tells each finding once, however it words its figures, and again when it comes back', async () => {
    const staged = stagedCollector();
    const runner = runnerOf(staged);
    const other = { ...finding, code: 'other-code' };
    const runs = [[finding], [{ ...finding, message: 'something is more wrong' }, other], [other], [finding, other]];
    for (const findings of runs) {
      staged.findings = findings;
      await runner.run();
      pass(2);
    }
    expect(news).toStrictEqual([
      ['some-code: something is wrong'],
      ['other-code: something is wrong'],
      ['some-code: something is wrong'],
    ]);
  });

  it('serves the last good run again while the revision stays the same', async () => {
    let revision = 1;
    const staged = stagedCollector({ revision: () => revision });
    const runner = runnerOf(staged);
    staged.before = async () => {
      throw new Error('not yet');
    };
    await runner.run();
    pass(2);
    staged.before = async () => {};
    staged.value = 7;
    await runner.run();
    pass(100);
    staged.value = 8;
    await runner.run();
    expect(textOf(runner)).toBe('staged_value 7\n');
    expect(runner.state).toMatchObject({ success: true, lastSuccessTimestamp: wall / 1000 });
    pass(2);
    revision = 2;
    await runner.run();
    expect(textOf(runner)).toBe('staged_value 8\n');
    expect(staged.runs).toHaveLength(3);
  });

  it('keeps what a good run found, when, how long it took and what is wrong', async () => {
    const staged = stagedCollector();
    staged.value = 7;
    staged.findings = [finding];
    staged.before = async () => pass(2);
    const runner = runnerOf(staged);
    await runner.run();
    expect(textOf(runner)).toBe('staged_value 7\n');
    expect(runner.hasRun).toBe(true);
    expect(runner.state).toStrictEqual({
      success: true,
      durationSeconds: 2,
      lastSuccessTimestamp: 1_700_000_002,
      findings: [finding],
      skipped: 0,
      failure: undefined,
    });
  });

  it.each([
    { what: 'at the same time', later: 0, runs: 1 },
    { what: 'within a second', later: 0.999, runs: 1 },
    { what: 'a second later', later: 1, runs: 2 },
  ])('shares one run among those who ask $what: $runs', async ({ later, runs }) => {
    const staged = stagedCollector();
    const runner = runnerOf(staged);
    await Promise.all([runner.run(), runner.run()]);
    pass(later);
    await runner.run();
    expect(staged.runs).toHaveLength(runs);
    expect(runner.state.skipped).toBe(0);
  });

  it('lets who asks later join a slow run, and counts the beat that was skipped', async () => {
    const staged = stagedCollector();
    const slow = gate();
    staged.before = () => slow.opened;
    const runner = runnerOf(staged);
    const first = runner.run();
    pass(5);
    const second = runner.run();
    slow.open();
    await Promise.all([first, second]);
    expect(staged.runs).toHaveLength(1);
    expect(runner.state).toMatchObject({ success: true, skipped: 1 });
  });

  it.each([
    ['throws an error', async () => Promise.reject(new Error('no such device')), 'no such device'],
    ['throws anything else', async () => Promise.reject('a string'), 'a string'],
  ])('takes a collector that %s as failed, and keeps its last good snapshot', async (_what, before, failure) => {
    const staged = stagedCollector();
    staged.value = 1;
    staged.findings = [finding];
    const runner = runnerOf(staged);
    await runner.run();
    const { lastSuccessTimestamp } = runner.state;
    pass(15);
    staged.before = before;
    await runner.run();
    expect(runner.state).toMatchObject({ success: false, failure, lastSuccessTimestamp, findings: [finding] });
    expect(textOf(runner)).toBe('staged_value 1\n');
  });

  it('takes a collector that exports what it does not declare as failed', async () => {
    const { collector } = stagedCollector();
    const undeclared = stagedCollector({ families: [], collect: (run) => collector.collect(run) });
    const runner = runnerOf(undeclared);
    await runner.run();
    expect(runner.state.failure).toBe('staged_value is not among the families that this collector declares');
  });

  it.each([
    { age: 45, served: true },
    { age: 45.001, served: false },
  ])('serves a snapshot for three periods: $age s old, $served', async ({ age, served }) => {
    const runner = runnerOf(stagedCollector());
    await runner.run();
    pass(age);
    expect(runner.snapshot().length > 0).toBe(served);
  });

  it.each([-86_400_000, 86_400_000])(
    'keeps its rhythm and its snapshot when the clock is set by %i ms',
    async (jump) => {
      const staged = stagedCollector();
      const runner = runnerOf(staged);
      await runner.run();
      pass(2);
      wall += jump;
      expect(textOf(runner)).toBe('staged_value 0\n');
      await runner.run();
      expect(staged.runs).toHaveLength(2);
      expect(runner.state).toMatchObject({ durationSeconds: 0, lastSuccessTimestamp: wall / 1000 });
      pass(46);
      expect(runner.snapshot()).toStrictEqual([]);
    },
  );

  describe('past the deadline', () => {
    it('abandons the run, says so and tells the collector', async () => {
      const staged = stagedCollector({ deadlineSeconds: 0.02 });
      staged.before = never;
      const runner = runnerOf(staged);
      await runner.run();
      expect(runner.state).toMatchObject({ success: false, failure: 'took longer than its 0.02 s' });
      expect(runner.hasRun).toBe(true);
      expect(runner.snapshot()).toStrictEqual([]);
      expect(staged.runs[0]?.signal.aborted).toBe(true);
    });

    it('starts no second run beside one that does not come back, and counts each beat', async () => {
      const staged = stagedCollector({ deadlineSeconds: 0.02 });
      staged.before = never;
      const runner = runnerOf(staged);
      for (let beat = 0; beat < 4; beat++) {
        await runner.run();
        pass(15);
      }
      expect(staged.runs).toHaveLength(1);
      expect(runner.state).toMatchObject({ success: false, skipped: 3 });
    });

    it('takes no notice of what comes too late, and runs again after it', async () => {
      const staged = stagedCollector({ deadlineSeconds: 0.02 });
      const late = gate();
      staged.value = 1;
      staged.before = () => late.opened;
      const runner = runnerOf(staged);
      await runner.run();
      late.open();
      await late.opened;
      await new Promise((resolve) => setImmediate(resolve));
      expect(runner.state.success).toBe(false);
      expect(runner.snapshot()).toStrictEqual([]);

      pass(15);
      staged.value = 2;
      staged.before = async () => {};
      await runner.run();
      expect(textOf(runner)).toBe('staged_value 2\n');
      expect(runner.state).toMatchObject({ success: true, skipped: 0 });
    });

    it('survives a run that fails when nobody waits for it any more', async () => {
      const staged = stagedCollector({ deadlineSeconds: 0.02 });
      const late = gate();
      staged.before = () => late.opened;
      const runner = runnerOf(staged);
      await runner.run();
      late.fail(new Error('too late'));
      await new Promise((resolve) => setImmediate(resolve));
      expect(runner.state.failure).toBe('took longer than its 0.02 s');
    });
  });

  it('reports a transition once, the first outcome included', async () => {
    const staged = stagedCollector();
    const runner = runnerOf(staged);
    const outcomes = ['good', 'good', 'bad', 'worse', 'good'];
    for (const outcome of outcomes) {
      staged.before = async () => {
        if (outcome !== 'good') throw new Error(outcome);
      };
      await runner.run();
      pass(15);
    }
    expect(transitions).toStrictEqual([
      ['staged', undefined],
      ['staged', 'bad'],
      ['staged', undefined],
    ]);
  });

  it('when stopped abandons its run without calling it a failure, and starts no other', async () => {
    const staged = stagedCollector();
    staged.before = never;
    const runner = runnerOf(staged);
    const running = runner.run();
    runner.stop();
    await running;
    pass(15);
    await runner.run();
    expect(staged.runs).toHaveLength(1);
    expect(staged.runs[0]?.signal.aborted).toBe(true);
    expect(transitions).toStrictEqual([]);
  });
});
