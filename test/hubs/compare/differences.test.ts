import { describe, expect, it } from 'vitest';
import { differencesOf } from '../../../src/hubs/compare/differences.js';
import { spanOf } from '../../../src/hubs/compare/holding.js';
import type { Holding } from '../../../src/hubs/compare/model.js';
import { comparisonText } from '../../../src/hubs/compare/text.js';

/** An hour, looked at every 5 seconds. */
const span = spanOf(1_795_341_600, 3600);
const start = span.from;

/** Every 5 seconds of the hour, but for those between two times (seconds from its beginning). */
function seenBut(...holes: readonly (readonly [from: number, to: number])[]): number[] {
  const all = Array.from({ length: 721 }, (_, index) => 5 * index);
  return all.filter((at) => !holes.some(([from, to]) => at > from && at < to)).map((at) => start + at);
}

function holding(hub: string, changes: Partial<Holding> = {}): Holding {
  return {
    hub,
    series: [{ machine: 'alpha', of: 'fleet_agent_up', count: 54 }],
    samples: [{ machine: 'alpha', of: 'fleetwatch', count: 100_000 }],
    seen: new Map([['alpha', seenBut()]]),
    alerts: [{ alertname: 'FleetAgentDown', agent: 'planner', machine: 'alpha' }],
    ...changes,
  };
}

const lacks = (changes: Partial<Holding>) => differencesOf([holding('one'), holding('two', changes)], span);

describe('hubs that hold the same', () => {
  it.each<[string, Partial<Holding>]>([
    ['in all', {}],
    [
      'but for scrapes at the edges of the window',
      { samples: [{ machine: 'alpha', of: 'fleetwatch', count: 98_000 }] },
    ],
    ['but for one scrape that failed', { seen: new Map([['alpha', seenBut([100, 110])]]) }],
    [
      'with the labels of an alert in another order',
      { alerts: [{ machine: 'alpha', agent: 'planner', alertname: 'FleetAgentDown' }] },
    ],
  ])('%s', (_what, changes) => {
    expect(lacks(changes)).toStrictEqual([]);
  });

  it('also a hole, where the machine was away and no hub could see it', () => {
    const seen = new Map([['alpha', seenBut([600, 1200])]]);
    expect(differencesOf([holding('one', { seen }), holding('two', { seen })], span)).toStrictEqual([]);
  });
});

describe('a hub lacks', () => {
  it.each<[string, Partial<Holding>, object[]]>([
    [
      'the time in which it was down',
      { seen: new Map([['alpha', seenBut([600, 1200])]]) },
      [{ kind: 'hole', hub: 'two', machine: 'alpha', from: start + 600, to: start + 1200 }],
    ],
    [
      'what was before it started, and after it died',
      { seen: new Map([['alpha', seenBut([-1, 300], [3300, 3601])]]) },
      [
        { kind: 'hole', from: start - 5, to: start + 300 },
        { kind: 'hole', from: start + 3300, to: start + 3605 },
      ],
    ],
    ['a machine', { seen: new Map() }, [{ kind: 'hole', machine: 'alpha', from: start - 5, to: start + 3605 }]],
    [
      'series',
      { series: [{ machine: 'alpha', of: 'fleet_agent_up', count: 53 }] },
      [{ kind: 'series', hub: 'two', machine: 'alpha', of: 'fleet_agent_up', has: 53, most: 54 }],
    ],
    ['a metric', { series: [] }, [{ kind: 'series', of: 'fleet_agent_up', has: 0, most: 54 }]],
    [
      'samples',
      { samples: [{ machine: 'alpha', of: 'fleetwatch', count: 97_999 }] },
      [{ kind: 'samples', of: 'fleetwatch', has: 97_999, most: 100_000 }],
    ],
    ['an alert', { alerts: [] }, [{ kind: 'alert', hub: 'two', alert: { alertname: 'FleetAgentDown' } }]],
  ])('%s', (_what, changes, expected) => {
    expect(lacks(changes)).toMatchObject(expected);
  });

  it('something, and so does the other', () => {
    const all = differencesOf([holding('one', { alerts: [] }), holding('two', { series: [] })], span);
    expect(all.map(({ kind, hub }) => [kind, hub])).toStrictEqual([
      ['alert', 'one'],
      ['series', 'two'],
    ]);
  });
});

it('is printed by hub, and long lists are cut', () => {
  const series = Array.from({ length: 12 }, (_, index) => ({ machine: 'alpha', of: `fleet_m${index}`, count: 1 }));
  const holdings = [
    holding('one', { series }),
    holding('two', { series: [], alerts: [], seen: new Map([['alpha', seenBut([600, 1200])]]) }),
  ];
  expect(
    comparisonText(holdings, differencesOf(holdings, span), span),
  ).toBe(`one, two from 2026-11-22T09:00:00Z to 2026-11-22T10:00:00Z

one: 12 series, 100000 samples, 1 alerts
two: 0 series, 100000 samples, 0 alerts

two lacks
  alert   FleetAgentDown{agent="planner", machine="alpha"}
  hole    alpha, 600 s from 2026-11-22T09:10:00Z
${series
  .slice(0, 10)
  .map(({ of }) => `  series  alpha ${of}: 0 of 1\n`)
  .join('')}  and 2 more of this kind; --json has all
`);
});
