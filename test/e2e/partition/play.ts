import { setTimeout as delay } from 'node:timers/promises';
import type { Host } from './host.js';
import type { TwoHosts } from './hosts.js';
import { type BufferUse, countEvents, type EventCount, fullestBuffer, standings } from './ledger.js';
import { until } from './until.js';

export type Side = 'alpha' | 'beta';

/** On each side; or by either Alertmanager, whichever is first, where the mesh holds. */
export type Told = Readonly<Record<Side, readonly string[]>> | { readonly either: readonly string[] };

/** Something that can happen to two hosts. */
export interface LinkFault {
  readonly name: string;
  begin(hosts: TwoHosts): Promise<void>;
  end(hosts: TwoHosts): Promise<void>;
  /** The alerts that are to be told, each once; `name`, or `name severity` of a warning. */
  readonly told: Told;
  /** Seconds that it lasts at least, so that whatever else it may bring comes. */
  readonly lasts: number;
}

/** What became of a fault. */
export interface Outcome {
  readonly name: string;
  /** Alerts told on each side, in the order of their coming, repeats included. */
  readonly told: Readonly<Record<Side, readonly string[]>>;
  /** Seconds until the first page of each side. */
  readonly after: Readonly<Record<Side, number | undefined>>;
  /** Seconds from the end of the fault until all is reached and nothing fires on either side; absent where that was not awaited. */
  readonly recovered: number | undefined;
  /** Seconds from the end until a silence that was set on one side meanwhile is known on the other; absent likewise. */
  readonly converged: number | undefined;
  /** Whether each alert that was told was told to be over. */
  readonly resolved: boolean;
  readonly events: EventCount;
  readonly buffer: BufferUse;
}

const tellSeconds = 120;
const recoverSeconds = 180;

/** Plays a fault when nothing is left of the one before it, and heals it. */
export async function playLinkFault(hosts: TwoHosts, fault: LinkFault): Promise<Outcome> {
  await hosts.untilForgotten(120);
  const from = await standings(hosts);
  const began = Date.now();
  await fault.begin(hosts);
  const silence = await silenceOnEither(hosts);
  await untilTold(hosts, fault, began);
  await delay(Math.max(0, began + fault.lasts * 1000 - Date.now()));
  await fault.end(hosts);
  const ended = Date.now();
  const to = await standings(hosts, from);
  const counting = countEvents(hosts, from, to);
  const converged = await until('the silence is on both', 120, async () => {
    const known = await Promise.all(hosts.all.map((host) => host.knowsSilence(silence)));
    return known.every(Boolean);
  }).catch(() => undefined);
  const recovered = await hosts.untilWell(recoverSeconds).then(
    () => (Date.now() - ended) / 1000,
    () => undefined,
  );
  const resolved = await until('all pages are resolved', 90, async () => (await unresolved(hosts, began)).length === 0)
    .then(() => true)
    .catch(() => false);
  const pages = { alpha: await toldOn(hosts.alpha, began), beta: await toldOn(hosts.beta, began) };
  return {
    name: fault.name,
    told: { alpha: pages.alpha.map(({ what }) => what), beta: pages.beta.map(({ what }) => what) },
    after: { alpha: pages.alpha[0]?.after, beta: pages.beta[0]?.after },
    recovered,
    converged,
    resolved,
    events: await counting,
    buffer: await fullestBuffer(hosts, began),
  };
}

/** On alpha, or on beta where alpha's Alertmanager is the fault; with its id. */
async function silenceOnEither({ alpha, beta }: TwoHosts): Promise<string> {
  return alpha.silence().catch(() => beta.silence());
}

/** Waits until what is to be told on each side has been. That it has not is for the outcome to say. */
export async function untilTold(hosts: TwoHosts, { told, name }: LinkFault, since: number): Promise<void> {
  await until(`${name} is told`, tellSeconds, async () => {
    const sides = await Promise.all(hosts.all.map((host) => toldOn(host, since)));
    const [alpha = [], beta = []] = sides.map((side) => side.map(({ what }) => what));
    if ('either' in told) return told.either.every((wanted) => [...alpha, ...beta].includes(wanted));
    return told.alpha.every((wanted) => alpha.includes(wanted)) && told.beta.every((wanted) => beta.includes(wanted));
  }).catch(() => undefined);
}

/** What was told, in the form in which it was to be. */
export function asWanted(told: Outcome['told'], wanted: Told): Told {
  if ('either' in wanted) return { either: [...told.alpha, ...told.beta].sort() };
  return { alpha: told.alpha.toSorted(), beta: told.beta.toSorted() };
}

/** What a host's pager was told since then, with the seconds after it. */
export async function toldOn(host: Host, since: number): Promise<{ what: string; after: number }[]> {
  const pages = await host.pagesSince(since);
  return pages
    .filter(({ status }) => status === 'firing')
    .map(({ labels: { alertname, severity }, receivedAt }) => ({
      what: severity === 'critical' ? `${alertname}` : `${alertname} ${severity}`,
      after: (Date.parse(receivedAt) - since) / 1000,
    }));
}

/** Alerts of which the last news is that they fire; whichever pager had it, since either Alertmanager may resolve. */
async function unresolved(hosts: TwoHosts, since: number): Promise<string[]> {
  const pages = (await Promise.all(hosts.all.map((host) => host.pagesSince(since)))).flat();
  const last = new Map<string, string>();
  for (const { labels, status } of pages.sort((a, b) => a.receivedAt.localeCompare(b.receivedAt)))
    last.set(JSON.stringify(labels), status);
  return [...last].flatMap(([labels, status]) => (status === 'firing' ? [labels] : []));
}
