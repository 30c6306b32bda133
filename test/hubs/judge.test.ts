import { describe, expect, it } from 'vitest';
import type { HubAnswers } from '../../src/hubs/answers.js';
import { type HubCheck, hubChecks } from '../../src/hubs/check.js';
import { type FailureMemory, noFailures } from '../../src/hubs/failures.js';
import { judgeHub } from '../../src/hubs/judge.js';
import { answered, now, wellMetrics, withMetrics } from './answered.js';

const bounds = { now, machines: ['alpha', 'beta'], freshnessSeconds: 60 };
const judge = (answers: HubAnswers, failures: FailureMemory = noFailures) => judgeHub(answers, failures, bounds);

/** The checks that are not good, with what was seen. */
function failing(answers: HubAnswers, failures?: FailureMemory): Record<string, string> {
  const bad = [...judge(answers, failures)].filter(([, { ok }]) => !ok);
  return Object.fromEntries(bad.map(([check, { seen }]) => [check, seen]));
}

const silent = { silence: 'no connection (ECONNREFUSED)' };
const machine = (sampleAge: number | undefined, scrapeAge: number | undefined) => ({
  sampleAt: sampleAge === undefined ? undefined : now - sampleAge,
  scrapedAt: scrapeAge === undefined ? undefined : now - scrapeAge,
});
const machines = (alpha: ReturnType<typeof machine>, beta?: ReturnType<typeof machine>) =>
  answered({ machines: { heard: new Map([['alpha', alpha], ...(beta ? [['beta', beta] as const] : [])]) } });
const store = (sentAt: number) => withMetrics({ remoteWrites: [{ name: 's', sentAt, failedSamples: 0 }] });

describe('a hub that is well', () => {
  it('is good in every check, and says what was seen', () => {
    const checks = judge(answered());
    expect([...checks.keys()]).toStrictEqual(hubChecks);
    expect(failing(answered())).toStrictEqual({});
    expect([...checks.values()].filter(({ seen }) => !/^\S.*[^.]$/.test(seen))).toStrictEqual([]);
  });

  it('has nothing to say of a store that the settings do not name', () => {
    expect(judge(answered({ store: undefined })).has('store_reachable')).toBe(false);
  });
});

describe('a check fails', () => {
  const cases: [what: string, answers: HubAnswers, check: HubCheck, seen: string][] = [
    [
      'while Prometheus starts',
      answered({ prometheusReady: { heard: 503 } }),
      'prometheus_ready',
      'Prometheus is not ready (HTTP status 503)',
    ],
    [
      'when a group of rules is late by more than three of its intervals',
      withMetrics({ groups: [{ name: 'r;g', evaluatedAt: now - 31, intervalSeconds: 5 }] }),
      'rules_evaluating',
      '1 of 1 groups of rules are late: g (31 s ago)',
    ],
    [
      'when a group was never evaluated',
      withMetrics({ groups: [...wellMetrics.groups, { name: 'r;g', evaluatedAt: -62135596800, intervalSeconds: 5 }] }),
      'rules_evaluating',
      '1 of 3 groups of rules are late: g (never)',
    ],
    ['without rules', withMetrics({ groups: [] }), 'rules_evaluating', 'no rules are loaded'],
    [
      'when nothing new is stored',
      withMetrics({ headMaxAt: now - 61 }),
      'storage_writable',
      'the newest sample that it has stored came 61 s ago',
    ],
    ['when nothing is stored', withMetrics({ headMaxAt: undefined }), 'storage_writable', 'it has stored nothing yet'],
    [
      'when Alertmanager is gone',
      answered({ alertmanagerReady: silent }),
      'alertmanager_reachable',
      'Alertmanager does not answer: no connection (ECONNREFUSED)',
    ],
    [
      'when Prometheus knows no Alertmanager',
      withMetrics({ alertmanagers: 0 }),
      'alertmanager_reachable',
      'Prometheus knows no Alertmanager',
    ],
    [
      'when a machine is not scraped any more',
      machines(machine(3, 3), machine(90, 90)),
      'samples_fresh',
      'it has not scraped beta within 60 s',
    ],
    ['when a machine is no target', machines(machine(3, 3)), 'samples_fresh', 'it has not scraped beta within 60 s'],
    [
      'when nobody answers its scrapes',
      machines(machine(undefined, 3), machine(undefined, 3)),
      'samples_fresh',
      'no machine has answered its last scrape',
    ],
    [
      'when the store is gone',
      answered({ store: silent }),
      'store_reachable',
      'the store does not answer: no connection (ECONNREFUSED)',
    ],
    [
      'when Prometheus writes to no store',
      withMetrics({ remoteWrites: [] }),
      'store_reachable',
      'the store answers, and Prometheus writes to none',
    ],
    [
      'when the store takes nothing',
      store(now - 600),
      'store_reachable',
      'the store answers, and has taken nothing since 10 min ago',
    ],
    ['when the store never took anything', store(0), 'store_reachable', 'the store answers, and has taken nothing yet'],
  ];
  it.each(cases)('%s', (_what, answers, check, seen) => {
    expect(failing(answers)).toStrictEqual({ [check]: seen });
  });

  it('in all that a Prometheus would have to tell that says nothing', () => {
    const dead = answered({ prometheusReady: silent, metrics: silent, machines: silent });
    expect(Object.keys(failing(dead))).toStrictEqual(hubChecks);
  });

  it('for a while after a write or a delivery has failed', () => {
    const failed = { ...noFailures, writesFailedAt: now - 30, alertsDroppedAt: now - 5 };
    expect(failing(answered(), failed)).toStrictEqual({
      storage_writable: 'a write to its disk failed 30 s ago',
      alertmanager_reachable: 'no Alertmanager took alerts 5 s ago',
    });
  });
});

it('a group of rules that was loaded a moment ago is not late yet', () => {
  const group = { name: 'r;g', evaluatedAt: -62135596800, intervalSeconds: 60 };
  const loaded = (rulesLoadedAt: number) => failing(withMetrics({ groups: [group], rulesLoadedAt }));
  expect(loaded(now - 195)).toStrictEqual({});
  expect(Object.keys(loaded(now - 196))).toStrictEqual(['rules_evaluating']);
});

it('a machine that does not answer its scrapes is no fault of the hub, and is named', () => {
  const answers = machines(machine(3, 3), machine(undefined, 2));
  expect(failing(answers)).toStrictEqual({});
  expect(judge(answers).get('samples_fresh')?.seen).toBe('fresh samples of alpha; beta did not answer');
});
