import { below, type Got, get } from '../http/get.js';
import type { Answer } from '../prometheus/answer.js';
import { PrometheusClient } from '../prometheus/client.js';
import type { HubServers } from '../settingsHubs.js';
import type { Heard, HubAnswers, MachineInHub } from './answers.js';
import { readServerMetrics, type ServerMetrics } from './serverMetrics.js';

/** Time for each question, in seconds; all are asked at once. */
const timeoutSeconds = 4;
/** Longest `/metrics` of a Prometheus that is read: that of one with 60 groups of rules has some 150 KB. */
const metricsBytes = 4 * 1024 * 1024;

/**
 * The newest sample of every machine, and when it was last scraped. A scrape that fails ends the samples and not `up`: the
 * two tell a machine that does not answer from a hub that does not scrape.
 */
const newest = `
  label_replace(max by (machine) (timestamp(fleetwatch_build_info{job="fleetwatch"})), "newest", "sample", "", "")
  or
  label_replace(max by (machine) (timestamp(up{job="fleetwatch"})), "newest", "scrape", "", "")
`;

/** Asks the servers of a hub how they are, and the store that it writes to. Never rejects. */
export async function askHub(
  { prometheusUrl, alertmanagerUrl }: HubServers,
  storeUrl: string | undefined,
  signal: AbortSignal,
): Promise<HubAnswers> {
  const [prometheusReady, metrics, alertmanagerReady, machines, store] = await Promise.all([
    statusOf(prometheusUrl, signal),
    metricsOf(prometheusUrl, signal),
    statusOf(alertmanagerUrl, signal),
    query(prometheusUrl, newest, signal).then(machinesIn),
    storeUrl === undefined ? undefined : query(storeUrl, 'vector(1)', signal).then(isThere),
  ]);
  return { prometheusReady, metrics, alertmanagerReady, machines, store };
}

function query(url: string, expression: string, signal: AbortSignal): Promise<Answer> {
  return new PrometheusClient(url, { timeoutSeconds }).query(expression, { signal });
}

function machinesIn(answer: Answer): Heard<ReadonlyMap<string, MachineInHub>> {
  if (answer.kind === 'error') return { silence: answer.message };
  const machines = new Map<string, MachineInHub>();
  for (const { labels, points } of answer.series) {
    const { machine = '', newest: what } = labels;
    const known = machines.get(machine) ?? { sampleAt: undefined, scrapedAt: undefined };
    const at = points[0]?.value;
    machines.set(machine, what === 'sample' ? { ...known, sampleAt: at } : { ...known, scrapedAt: at });
  }
  return { heard: machines };
}

function isThere(answer: Answer): Heard<true> {
  if (answer.kind === 'error') return { silence: answer.message };
  return answer.series.length === 1 ? { heard: true } : { silence: 'it does not answer as a Prometheus does' };
}

async function statusOf(base: string, signal: AbortSignal): Promise<Heard<number>> {
  const got = await ask(base, '-/ready', signal);
  return got.kind === 'none' ? { silence: got.reason } : { heard: got.status };
}

async function metricsOf(base: string, signal: AbortSignal): Promise<Heard<ServerMetrics>> {
  const got = await ask(base, 'metrics', signal);
  if (got.kind === 'none') return { silence: got.reason };
  return got.status === 200 ? { heard: readServerMetrics(got.text) } : { silence: `HTTP status ${got.status}` };
}

function ask(base: string, path: string, signal: AbortSignal): Promise<Got> {
  return get(below(base, path), { milliseconds: timeoutSeconds * 1000, bytes: metricsBytes, signal });
}
