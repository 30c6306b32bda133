import type { Answer } from '../prometheus/answer.js';
import { boundedText } from '../prometheus/body.js';
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
  return get(base, '-/ready', signal, async (response) => {
    await response.body?.cancel();
    return { heard: response.status };
  });
}

async function metricsOf(base: string, signal: AbortSignal): Promise<Heard<ServerMetrics>> {
  return get(base, 'metrics', signal, async (response) => {
    if (!response.ok) {
      await response.body?.cancel();
      return { silence: `HTTP status ${response.status}` };
    }
    const text = await boundedText(response, metricsBytes);
    return text === undefined ? { silence: 'a page that is too long' } : { heard: readServerMetrics(text) };
  });
}

async function get<Value>(
  base: string,
  path: string,
  signal: AbortSignal,
  read: (response: Response) => Promise<Heard<Value>>,
): Promise<Heard<Value>> {
  const late = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const url = new URL(path, base.endsWith('/') ? base : `${base}/`);
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.any([late, signal]) });
    return await read(response);
  } catch (error) {
    if (late.aborted) return { silence: `no whole answer within ${timeoutSeconds} s` };
    return { silence: reasonOf(error) };
  }
}

/** `fetch` rejects with "fetch failed"; the cause says what happened. */
function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string')
    return `no connection (${cause.code})`;
  return cause instanceof Error ? cause.message : 'no connection';
}
