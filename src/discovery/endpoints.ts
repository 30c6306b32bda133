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
/** Prometheus scrapes no page that says it is something else (content negotiation, "fallback_scrape_protocol"). */
const scrapable = /^(?:text\/plain|application\/openmetrics-text)\b/i;
/** One line: a comment, or a sample with labels, value and timestamp as it likes. */
const line =
  /^(?:|#.*|[a-zA-Z_:][a-zA-Z0-9_:]*\s*(?:\{.*\})?\s+(?:[-+]?(?:Inf|[\d.]+(?:[eE][-+]?\d+)?)|NaN)(?:\s.*)?)$/;
const sample = /^[a-zA-Z_:]/;
/** This much of a page tells what it is, in characters. */
const looked = 4096;

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
  return scrapable.test(answer.contentType ?? '') && isExposition(answer.body.toString('utf8'));
}

/** Every line has to be one of the text format: prose has lines that look like samples as well. */
function isExposition(text: string): boolean {
  // The last line may be cut off, and behind a last line feed there is none.
  const lines = text.slice(0, looked).split('\n').slice(0, -1);
  return lines.some((each) => sample.test(each)) && lines.every((each) => line.test(each.trimEnd()));
}
