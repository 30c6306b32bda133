import type { Agent } from '../fleet/model.js';
import { httpProbe } from '../probes/http.js';

/** An agent's own metrics, for Prometheus to scrape. */
export interface Endpoint {
  readonly agent: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** Where to look for an agent's metrics. */
export interface Candidate {
  readonly agent: Agent;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Named in the settings: taken at its word, so that a failing scrape shows. */
  readonly named: boolean;
}

/** A page of metrics may be larger than a health answer; what is larger still is not asked for twice. */
const largestPage = 4 * 1024 * 1024;
const concurrency = 4;
/** A comment or a sample of the text format, at the start of a line. */
const exposition = /^(?:# (?:HELP|TYPE) [a-zA-Z_:]|[a-zA-Z_:][a-zA-Z0-9_:]*(?:\{[^\n]*\})? [-+0-9NI.])/m;

/** Asks each candidate once for a page of metrics and gives back those that have one, in order. */
export async function findEndpoints(candidates: readonly Candidate[], timeoutMs: number, signal: AbortSignal) {
  const found = new Map<Candidate, Endpoint>();
  const queue = candidates.values();
  const work = async () => {
    for (const candidate of queue) {
      if (signal.aborted) return;
      const { agent, host, port, path } = candidate;
      if (candidate.named || (await exposesMetrics(candidate, timeoutMs, signal))) {
        found.set(candidate, { agent: agent.name, host, port, path });
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return candidates.flatMap((candidate) => found.get(candidate) ?? []);
}

async function exposesMetrics(candidate: Candidate, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  const { host, port, path } = candidate;
  const answer = await httpProbe(path)({ host, port }, { timeoutMs, answerBytes: largestPage, signal });
  if (answer.kind !== 'answered' || answer.httpStatus !== 200) return false;
  return exposition.test(answer.body.subarray(0, 4096).toString('utf8'));
}
