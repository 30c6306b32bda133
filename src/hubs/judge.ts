import type { Heard, HubAnswers, MachineInHub } from './answers.js';
import { bad, good, type HubCheck, type Judgement } from './check.js';
import type { FailureMemory } from './failures.js';
import { agoText } from './passed.js';
import type { RuleGroup, ServerMetrics } from './serverMetrics.js';

/** What a hub is judged by, besides what it said. Times in Unix seconds. */
export interface Bounds {
  readonly now: number;
  /** All machines of the fleet, by name. */
  readonly machines: readonly string[];
  readonly freshnessSeconds: number;
}

/** Rules may be late by so many of their intervals, and by so many seconds more: a busy machine is not a hub that is down. */
const evaluationIntervals = 3;
const evaluationSlackSeconds = 15;
/** The store may be behind by so many seconds: batches go out after 5 s, and an endpoint that restarts takes longer. */
const storeLagSeconds = 120;

/** Judges all checks that can be made. `failures` says what has gone wrong between this look and those before. */
export function judgeHub(answers: HubAnswers, failures: FailureMemory, bounds: Bounds): Map<HubCheck, Judgement> {
  const checks = new Map<HubCheck, Judgement>([
    ['prometheus_ready', ready('Prometheus', answers.prometheusReady)],
    ['rules_evaluating', heard(answers.metrics, (metrics) => rulesEvaluating(metrics, bounds))],
    ['storage_writable', heard(answers.metrics, (metrics) => storageWritable(metrics, failures, bounds))],
    ['alertmanager_reachable', alertmanagerReachable(answers, failures, bounds)],
    ['samples_fresh', heard(answers.machines, (machines) => samplesFresh(machines, bounds))],
  ]);
  const { store } = answers;
  if (store !== undefined) checks.set('store_reachable', storeReachable(store, answers.metrics, bounds));
  return checks;
}

/** Of a Prometheus that says nothing, nothing is well. */
function heard<Value>(answer: Heard<Value>, judge: (value: Value) => Judgement): Judgement {
  return 'heard' in answer ? judge(answer.heard) : bad(`Prometheus does not tell: ${answer.silence}`);
}

function ready(name: string, answer: Heard<number>): Judgement {
  if ('silence' in answer) return bad(`${name} does not answer: ${answer.silence}`);
  return answer.heard === 200 ? good(`${name} is ready`) : bad(`${name} is not ready (HTTP status ${answer.heard})`);
}

function rulesEvaluating({ groups, rulesLoadedAt }: ServerMetrics, { now }: Bounds): Judgement {
  if (groups.length === 0) return bad('no rules are loaded');
  const late = groups.filter((group) => isLate(group, rulesLoadedAt, now));
  if (late.length === 0) return good(`all ${groups.length} groups of rules are evaluated`);
  const names = late.slice(0, 3).map(({ name, evaluatedAt }) => {
    return `${name.replace(/^.*;/, '')} (${evaluatedAt > 0 ? agoText(now - evaluatedAt) : 'never'})`;
  });
  return bad(`${late.length} of ${groups.length} groups of rules are late: ${names.join(', ')}`);
}

/** A group is first evaluated within an interval after it was loaded: Prometheus spreads them. */
function isLate({ evaluatedAt, intervalSeconds }: RuleGroup, loadedAt: number, now: number): boolean {
  const last = evaluatedAt > 0 ? evaluatedAt : loadedAt;
  return now - last > evaluationIntervals * intervalSeconds + evaluationSlackSeconds;
}

function storageWritable(
  { headMaxAt }: ServerMetrics,
  { writesFailedAt }: FailureMemory,
  { now, freshnessSeconds }: Bounds,
): Judgement {
  if (writesFailedAt !== undefined) return bad(`a write to its disk failed ${agoText(now - writesFailedAt)}`);
  // Of an empty head block it is the smallest number that there is.
  if (headMaxAt === undefined || headMaxAt <= 0) return bad('it has stored nothing yet');
  const age = now - headMaxAt;
  return age > freshnessSeconds
    ? bad(`the newest sample that it has stored came ${agoText(age)}`)
    : good('samples are stored');
}

function alertmanagerReachable(
  { alertmanagerReady, metrics }: HubAnswers,
  { alertsDroppedAt }: FailureMemory,
  { now }: Bounds,
): Judgement {
  const itself = ready('Alertmanager', alertmanagerReady);
  if (!itself.ok) return itself;
  return heard(metrics, ({ alertmanagers }) => {
    if (alertmanagers === 0) return bad('Prometheus knows no Alertmanager');
    if (alertsDroppedAt !== undefined) return bad(`no Alertmanager took alerts ${agoText(now - alertsDroppedAt)}`);
    return good(`Alertmanager is ready, and Prometheus sends to ${alertmanagers}`);
  });
}

/**
 * That a machine does not answer is no fault of the hub: it has scraped it lately, and found nobody. Its own machine's
 * fleetwatch is the one that asks, so of that there must be a sample.
 */
function samplesFresh(
  known: ReadonlyMap<string, MachineInHub>,
  { now, machines, freshnessSeconds }: Bounds,
): Judgement {
  const isYoung = (at: number | undefined) => at !== undefined && now - at <= freshnessSeconds;
  const stale = machines.filter((machine) => {
    const { sampleAt, scrapedAt } = known.get(machine) ?? {};
    return !isYoung(sampleAt) && !isYoung(scrapedAt);
  });
  const silent = machines.filter((machine) => !stale.includes(machine) && !isYoung(known.get(machine)?.sampleAt));
  if (stale.length > 0) return bad(`it has not scraped ${stale.join(', ')} within ${freshnessSeconds} s`);
  if (silent.length === machines.length) return bad('no machine has answered its last scrape');
  const rest = silent.length === 0 ? '' : `; ${silent.join(', ')} did not answer`;
  return good(`fresh samples of ${machines.filter((machine) => !silent.includes(machine)).join(', ')}${rest}`);
}

function storeReachable(store: Heard<true>, metrics: Heard<ServerMetrics>, { now }: Bounds): Judgement {
  if ('silence' in store) return bad(`the store does not answer: ${store.silence}`);
  return heard(metrics, ({ remoteWrites }) => {
    if (remoteWrites.length === 0) return bad('the store answers, and Prometheus writes to none');
    const behind = remoteWrites.filter(({ sentAt }) => now - sentAt > storeLagSeconds);
    const [first] = behind;
    if (first === undefined) return good('the store answers, and has what was written');
    const since = first.sentAt > 0 ? `since ${agoText(now - first.sentAt)}` : 'yet';
    return bad(`the store answers, and has taken nothing ${since}`);
  });
}
