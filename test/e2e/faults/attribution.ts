import type { KeptPage } from '../localStack.js';
import type { CatalogueFault } from './fault.js';

/** The pages that a fault brought. */
export interface Brought {
  /** Those expected, in the order in which they came. */
  readonly expected: readonly KeptPage[];
  /** All others that are about what it touches. */
  readonly wrong: readonly KeptPage[];
}

/** When a fault was made, and when it was over; Unix milliseconds. */
export interface Span {
  readonly fault: CatalogueFault;
  readonly from: number;
  readonly to: number;
}

/** Agents that speak no protocol: that they cannot be verified is true at all times. */
const neverVerified: ReadonlySet<string> = new Set(['VoiceSpeaker', 'CustomsFiler', 'VegetationMonitor']);

/** Whose pages these are. What belongs to no fault is wrong too: nothing else was wrong with the fleet. */
export function attribute(
  pages: readonly KeptPage[],
  spans: readonly Span[],
): { readonly of: (fault: CatalogueFault) => Brought; readonly nobodys: readonly KeptPage[] } {
  const brought = new Map(spans.map(({ fault }) => [fault, { expected: [] as KeptPage[], wrong: [] as KeptPage[] }]));
  const nobodys: KeptPage[] = [];
  for (const page of pages) {
    if (isStanding(page)) continue;
    const wanted = spans.find((span) => isWithin(page, span) && isExpected(page, span.fault));
    const touched = spans.find((span) => isWithin(page, span) && isAbout(page, span.fault));
    if (wanted) brought.get(wanted.fault)?.expected.push(page);
    else if (touched) brought.get(touched.fault)?.wrong.push(page);
    else nobodys.push(page);
  }
  return { of: (fault) => brought.get(fault) ?? { expected: [], wrong: [] }, nobodys };
}

function isStanding({ labels }: KeptPage): boolean {
  return labels.alertname === 'FleetAgentUnverified' && neverVerified.has(labels.agent ?? '');
}

function isWithin({ receivedAt }: KeptPage, { from, to }: Span): boolean {
  const at = Date.parse(receivedAt);
  return at >= from && at <= to;
}

function isExpected({ labels }: KeptPage, { machine, agent, expect }: CatalogueFault): boolean {
  if (expect === 'nothing') return false;
  return (
    labels.alertname === expect.alert &&
    labels.severity === expect.severity &&
    labels.machine === machine &&
    (expect.names === 'machine' || labels.agent === agent)
  );
}

/** Of a fault on one agent the pages that name it, of one on a machine all of that machine. */
function isAbout({ labels }: KeptPage, { machine, agent }: CatalogueFault): boolean {
  return labels.machine === machine && (agent === undefined || labels.agent === agent);
}
