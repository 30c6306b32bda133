import type { Labels } from '../../prometheus/answer.js';
import { holesOf } from './holes.js';
import type { Count, Difference, Holding, Span } from './model.js';

/** Two hubs scrape at different times: so much less is no difference, as a share. */
const tolerance = 0.02;

/** What each hub lacks that another one has, the gravest kind first. */
export function differencesOf(holdings: readonly Holding[], span: Span): Difference[] {
  return [
    ...missingAlerts(holdings),
    ...holesOf(holdings, span),
    ...fewer('series', holdings, 0),
    ...fewer('samples', holdings, tolerance),
  ];
}

function missingAlerts(holdings: readonly Holding[]): Difference[] {
  const all = new Map(holdings.flatMap(({ alerts }) => alerts.map((alert) => [keyOf(alert), alert] as const)));
  return holdings.flatMap(({ hub, alerts }) => {
    const has = new Set(alerts.map(keyOf));
    return [...all].filter(([key]) => !has.has(key)).map(([, alert]): Difference => ({ kind: 'alert', hub, alert }));
  });
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort());
}

function fewer(kind: 'series' | 'samples', holdings: readonly Holding[], allowed: number): Difference[] {
  const key = ({ machine, of }: Count) => `${machine}\n${of}`;
  const most = new Map<string, Count>();
  for (const one of holdings.flatMap((holding) => holding[kind])) {
    if (one.count > (most.get(key(one))?.count ?? 0)) most.set(key(one), one);
  }
  return holdings.flatMap((holding) => {
    const has = new Map(holding[kind].map((one) => [key(one), one.count]));
    return [...most].flatMap(([name, { machine, of, count }]): Difference[] => {
      const own = has.get(name) ?? 0;
      return own < count * (1 - allowed) ? [{ kind, hub: holding.hub, machine, of, has: own, most: count }] : [];
    });
  });
}
