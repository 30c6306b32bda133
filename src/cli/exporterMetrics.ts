import { below, get } from '../http/get.js';
import { unanswered } from './unanswered.js';

/** Time for one answer of an exporter, in milliseconds. */
const answerMilliseconds = 10_000;
/** In bytes; what is longer is no page of an exporter. */
const longestPage = 2 ** 28;

/** The page of an exporter, or why there is none. */
export type MetricsAnswer =
  | { readonly kind: 'page'; readonly page: string }
  | { readonly kind: 'none'; readonly why: string };

/** Asks an exporter for its page. Never rejects. */
export async function readMetrics(url: string): Promise<MetricsAnswer> {
  const got = await get(below(url, 'metrics'), { milliseconds: answerMilliseconds, bytes: longestPage });
  if (got.kind === 'none') return { kind: 'none', why: got.reason };
  return got.status === 200 ? { kind: 'page', page: got.text } : { kind: 'none', why: `HTTP status ${got.status}` };
}

/** Says that an exporter does not answer. `who`: `the exporter of alpha`. */
export function exporterUnanswered(who: string, url: string, why: string): string {
  return unanswered({
    who,
    at: url,
    why,
    remedy: 'start it with `fleetwatch serve`, or correct its address (`listen`)',
  });
}

/** The sample of a family whose labels are among others these; names and values stand as they are on the page. */
export function sampleOf(page: string, family: string, labels: Readonly<Record<string, string>>): number | undefined {
  const wanted = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  for (const line of linesOf(page, `${family}{`)) {
    const end = line.lastIndexOf('}');
    const own = `,${line.slice(family.length + 1, end)},`;
    if (wanted.every((label) => own.includes(`,${label},`))) return Number(line.slice(end + 1));
  }
  return undefined;
}

/** A sample with its labels, which stand as they are on the page. */
export interface PageSample {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** All samples of a family. */
export function samplesOf(page: string, family: string): PageSample[] {
  return Array.from(linesOf(page, `${family}{`), (line) => {
    const end = line.lastIndexOf('}');
    const pairs = line.slice(family.length + 1, end).matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g);
    return {
      labels: new Map(Array.from(pairs, ([, name = '', value = '']) => [name, value])),
      value: Number(line.slice(end + 1)),
    };
  });
}

function* linesOf(page: string, beginning: string): Generator<string> {
  for (let from = page.indexOf(`\n${beginning}`); from !== -1; from = page.indexOf(`\n${beginning}`, from + 1)) {
    const end = page.indexOf('\n', from + 1);
    yield page.slice(from + 1, end === -1 ? undefined : end);
  }
}
