import { Counter, Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Collector } from '../../src/exposition/collector.js';
import { Exposition } from '../../src/exposition/exposition.js';
import { gauge } from '../../src/exposition/family.js';
import { joined, parseText, sampleOf } from './parseText.js';
import { gate, never, stagedCollector } from './stagedCollector.js';

/** Far away from any moment at which these tests run. */
const yearly = '0 0 0 1 1 *';

let own: Registry;
let expositions: Exposition[];

beforeEach(() => {
  own = new Registry();
  own.setDefaultLabels({ machine: 'alpha' });
  new Counter({ name: 'fleetwatch_things_total', help: 'Things.', registers: [own] }).inc(3);
  expositions = [];
});

afterEach(() => Promise.all(expositions.map((exposition) => exposition.stop())));

function expose(...collectors: Collector[]): Exposition {
  const exposition = new Exposition(collectors, {
    machine: 'alpha',
    own,
    now: Date.now,
    elapsed: () => performance.now(),
    onTransition: () => {},
    onFindings: () => {},
  });
  expositions.push(exposition);
  return exposition;
}

describe('a scrape', () => {
  it('runs the cheap collectors, joins the snapshots of the others, and waits for none of them', async () => {
    const cheap = stagedCollector({ name: 'cheap' });
    const scan = stagedCollector({ name: 'scan', schedule: yearly });
    const done = gate();
    scan.before = () => done.opened;
    cheap.value = 1;
    scan.value = 2;
    const exposition = expose(cheap.collector, scan.collector);
    exposition.start();
    const early = joined(await exposition.scrape('text', 5));
    expect(sampleOf(early, 'cheap_value')).toBe(1);
    expect(sampleOf(early, 'scan_value')).toBeUndefined();
    expect(sampleOf(early, 'fleetwatch_collector_success', { collector: 'scan' })).toBe(0);
    expect(exposition.hasRun).toBe(true);

    done.open();
    await expect.poll(async () => sampleOf(joined(await exposition.scrape('text', 5)), 'scan_value')).toBe(2);
    const later = joined(await exposition.scrape('text', 5));
    expect(sampleOf(later, 'fleetwatch_collector_success', { collector: 'scan' })).toBe(1);
    expect(scan.runs).toHaveLength(1);
  });

  it('answers within its budget although a collector hangs; only that one fails', async () => {
    const good = stagedCollector({ name: 'good' });
    const hung = stagedCollector({ name: 'hung', deadlineSeconds: 3600 });
    good.value = 5;
    hung.before = never;
    const exposition = expose(hung.collector, good.collector);
    const text = joined(await exposition.scrape('text', 0.05));
    expect(sampleOf(text, 'good_value')).toBe(5);
    expect(sampleOf(text, 'hung_value')).toBeUndefined();
    expect(sampleOf(text, 'fleetwatch_collector_success', { collector: 'good' })).toBe(1);
    expect(sampleOf(text, 'fleetwatch_collector_success', { collector: 'hung' })).toBe(0);
  });

  it('does not wait for its budget when all have come back', async () => {
    const exposition = expose(stagedCollector().collector);
    expect(sampleOf(joined(await exposition.scrape('text', 3600)), 'staged_value')).toBe(0);
  });

  it('says of every collector how it fares, also of one that fails and of one that has not run', async () => {
    const broken = stagedCollector({ name: 'broken' });
    const waiting = stagedCollector({ name: 'waiting', schedule: '*/15 * * * * *' });
    const place = { kind: 'process', pid: 1, startTimeTicks: 0 } as const;
    const fault = { code: 'x', risk: 'A', place, message: 'm', why: 'w', remedy: 'r' } as const;
    const good = stagedCollector({ name: 'good' });
    good.findings = [
      { ...fault, severity: 'error' },
      { ...fault, severity: 'info' },
      { ...fault, severity: 'error' },
    ];
    broken.before = () => Promise.reject(new Error('no'));
    const text = joined(await expose(broken.collector, waiting.collector, good.collector).scrape('text', 5));
    const about = (collector: string) =>
      Object.fromEntries(
        parseText(text)
          .filter(({ name, labels }) => name.startsWith('fleetwatch_collector_') && labels.collector === collector)
          .map(({ name, labels, value }) => {
            const what = name.replace('fleetwatch_collector_', '');
            return [labels.severity === undefined ? what : `${labels.severity} findings`, value];
          }),
      );
    const none = { skipped_total: 0, 'error findings': 0, 'warning findings': 0, 'info findings': 0 };
    const times = { duration_seconds: expect.any(Number), last_success_timestamp_seconds: 0 };
    expect(about('broken')).toStrictEqual({ ...none, ...times, success: 0, period_seconds: 15 });
    expect(about('waiting')).toStrictEqual({ ...none, ...times, success: 0, period_seconds: 15, duration_seconds: 0 });
    expect(about('good')).toMatchObject({ success: 1, 'error findings': 2, 'warning findings': 0, 'info findings': 1 });
  });

  it.each(['text', 'openmetrics'] as const)(
    "shows each family once, the program's own included: %s",
    async (format) => {
      const text = joined(await expose(stagedCollector().collector).scrape(format, 5));
      const types = text.match(/^# TYPE \S+/gm) ?? [];
      expect(new Set(types).size).toBe(types.length);
      expect(text).toContain('fleetwatch_things_total{machine="alpha"} 3\n');
      expect(text.endsWith('# EOF\n')).toBe(format === 'openmetrics');
    },
  );

  it('shares one run with another that comes at the same time', async () => {
    const staged = stagedCollector();
    const exposition = expose(staged.collector);
    await Promise.all([exposition.scrape('text', 5), exposition.scrape('openmetrics', 5)]);
    expect(staged.runs).toHaveLength(1);
  });
});

describe('Exposition', () => {
  it('starts with a run of every collector', async () => {
    const cheap = stagedCollector({ name: 'cheap' });
    const scan = stagedCollector({ name: 'scan', schedule: yearly });
    const exposition = expose(cheap.collector, scan.collector);
    expect(exposition.hasRun).toBe(false);
    exposition.start();
    await expect.poll(() => exposition.hasRun).toBe(true);
    expect([cheap.runs.length, scan.runs.length]).toStrictEqual([1, 1]);
  });

  it('runs a collector at the beats of its schedule', async () => {
    const each = stagedCollector({ schedule: '* * * * * *' });
    const exposition = expose(each.collector);
    exposition.start();
    await expect.poll(() => each.runs.length, { timeout: 10_000 }).toBeGreaterThan(1);
  });

  it('abandons what runs when it stops', async () => {
    const hung = stagedCollector({ schedule: yearly });
    hung.before = never;
    const exposition = expose(hung.collector);
    exposition.start();
    await exposition.stop();
    expect(hung.runs[0]?.signal.aborted).toBe(true);
  });

  const shared = gauge('shared_value', 'Shared.', []);
  it.each([
    [
      'two collectors',
      [stagedCollector({ name: 'a', families: [shared] }), stagedCollector({ name: 'b', families: [shared] })],
      'shared_value belongs to the collector a and to the collector b',
    ],
    [
      'a collector and the frame',
      [stagedCollector({ families: [gauge('fleetwatch_collector_success', 'Mine.', [])] })],
      'fleetwatch_collector_success belongs to the frame itself and to the collector staged',
    ],
    [
      'a collector and the program',
      [stagedCollector({ families: [gauge('fleetwatch_things_total', 'Mine.', [])] })],
      'fleetwatch_things_total belongs to the program itself and to the collector staged',
    ],
    [
      'two collectors of one name',
      [stagedCollector(), stagedCollector({ families: [] })],
      'two collectors are called staged',
    ],
  ])('refuses a family of %s', (_what, staged, message) => {
    expect(() => expose(...staged.map(({ collector }) => collector))).toThrow(message);
  });
});
