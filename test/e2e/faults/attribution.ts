import type { KeptPage } from '../stackView.js';
import { silentAgents } from './demoAgents.js';

/** Somebody who was at work for a time, and whose pages some are. */
export interface Span {
  /** Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Whether it is a page that was to come. */
  readonly expects: (page: KeptPage) => boolean;
  /** Whether it is about what was touched. */
  readonly concerns: (page: KeptPage) => boolean;
  /** Whether it tells of the same once more, because both machines of the demo are one; also for a while after the end. */
  readonly echoes?: (page: KeptPage) => boolean;
}

/** What is told twice does not end at the same moment: notifications of a group follow each other after 30 s. */
const echoMilliseconds = 60_000;

/** The pages that a span brought. */
export interface Brought {
  /** Those expected, in the order in which they came. */
  readonly expected: readonly KeptPage[];
  /** All others that are about what it touches. */
  readonly wrong: readonly KeptPage[];
}

/** Whose pages these are. What belongs to nobody is wrong too: nothing else was wrong with the fleet. */
export function attribute<One extends Span>(
  pages: readonly KeptPage[],
  spans: readonly One[],
): { readonly of: (span: One) => Brought; readonly nobodys: readonly KeptPage[] } {
  const brought = new Map(spans.map((span) => [span, { expected: [] as KeptPage[], wrong: [] as KeptPage[] }]));
  const nobodys: KeptPage[] = [];
  for (const page of pages) {
    if (isStanding(page) || spans.some((span) => isEcho(page, span))) continue;
    const then = spans.filter(({ from, to }) => isWithin(page, from, to));
    const wanted = then.find((span) => span.expects(page));
    const touched = then.find((span) => span.concerns(page));
    if (wanted) brought.get(wanted)?.expected.push(page);
    else if (touched) brought.get(touched)?.wrong.push(page);
    else nobodys.push(page);
  }
  return { of: (span) => brought.get(span) ?? { expected: [], wrong: [] }, nobodys };
}

/** Whether it says what is true at all times: that the agents cannot be verified that speak no protocol. */
export function isStanding({ labels }: KeptPage): boolean {
  return labels.alertname === 'FleetAgentUnverified' && silentAgents.has(labels.agent ?? '');
}

/** A page for people: `firing critical FleetAgentDown alpha/TrainTracker`, the place as far as it names one. */
export function noticeOf({ status, labels }: Pick<KeptPage, 'status' | 'labels'>): string {
  const place = [labels.machine, labels.agent].filter((part) => part !== undefined).join('/');
  return [status, labels.severity, labels.alertname, place].filter((part) => part !== '').join(' ');
}

function isEcho(page: KeptPage, { from, to, echoes }: Span): boolean {
  return isWithin(page, from, to + echoMilliseconds) && echoes?.(page) === true;
}

function isWithin({ receivedAt }: KeptPage, from: number, to: number): boolean {
  const at = Date.parse(receivedAt);
  return at >= from && at <= to;
}
