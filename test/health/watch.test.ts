import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Route } from '../../src/health/route.js';
import { agent } from './agents.js';
import { agents, later, rhythm, seconds, Ward } from './ward.js';

const nothing: ReadonlyMap<string, Route> = new Map();
const hour = 3600 * 1000;

let ward: Ward;
beforeEach(() => {
  vi.useFakeTimers();
  ward = new Ward();
});
afterEach(() => {
  ward.watch.stop();
  vi.useRealTimers();
});

describe('the rhythm', () => {
  it('spreads agents evenly over the interval, and comes back to each after one', async () => {
    ward.watch.setAgents(agents(10), rhythm, nothing);
    await seconds(60);
    const turns = agents(10).map(({ name }) => ward.askedAt(name));
    expect(turns).toEqual(agents(10).map((_, index) => [500 + 3000 * index, 30_500 + 3000 * index]));
  });

  it('does not ask an agent that has not answered yet, and counts the beats left out', async () => {
    ward.answers(() => later(70_000, 'own healthy'));
    ward.watch.setAgents(agents(1), rhythm, nothing);
    await seconds(69);
    expect(ward.askedAt('A0')).toEqual([500]);
    expect(ward.watch.skipped).toBe(2);
    await seconds(25);
    expect(ward.askedAt('A0')).toEqual([500, 90_500]);
    expect(ward.watch.skipped).toBe(2);
    expect(ward.overlaps).toBe(0);
  });

  it('asks no more agents at the same time than allowed, and forgets none', async () => {
    ward = new Ward(3);
    ward.answers(() => later(2000, 'own healthy'));
    ward.watch.setAgents(agents(40), rhythm, nothing);
    await seconds(29);
    expect(ward.mostUnderWay).toBe(3);
    await seconds(60);
    expect(agents(40).map(({ name }) => ward.verdict(name))).toEqual(agents(40).map(() => 'healthy'));
    expect(ward.mostUnderWay).toBe(3);
  });

  it('keeps the bound while it looks for protocols', async () => {
    ward = new Ward(2);
    ward.answers(() => later(1000, 'hung'));
    ward.watch.setAgents(agents(30), rhythm, nothing);
    await seconds(60);
    expect(ward.mostUnderWay).toBe(2);
  });

  it('does not count the wait for a place as duration of a probe', async () => {
    ward = new Ward(1);
    ward.answers(() => later(2000, 'own healthy'));
    ward.watch.setAgents(agents(30), rhythm, nothing);
    await seconds(29);
    expect(ward.watch.health('A5').probeSeconds).toBeCloseTo(2);
  });

  it('retries a silence after the retry delay, then goes on at the interval', async () => {
    ward.watch.setAgents(agents(1), rhythm, new Map([['A0', { protocol: 'zeromq', port: 8200 }]]));
    await seconds(1);
    ward.answers(() => 'hung');
    await seconds(60);
    expect(ward.askedAt('A0')).toEqual([500, 30_500, 31_500, 32_500]);
    expect(ward.transitions).toEqual(['A0 unknown -> healthy', 'A0 healthy -> hung']);
    await seconds(30);
    expect(ward.askedAt('A0').slice(4)).toEqual([62_500]);
  });

  it('asks soon whom it is told to, not sooner than it would retry', async () => {
    ward.watch.setAgents(agents(1), rhythm, nothing);
    await seconds(0.6);
    for (let times = 0; times < 50; times++) ward.watch.askSoon('A0');
    ward.watch.askSoon('nobody');
    await seconds(5);
    expect(ward.askedAt('A0')).toEqual([500, 1500]);
    ward.watch.askSoon('A0');
    await seconds(5);
    expect(ward.askedAt('A0')).toEqual([500, 1500, 5600]);
  });

  it('asks at once whom it is told to, but not twice', async () => {
    ward.answers(() => later(5000, 'own healthy'));
    ward.watch.setAgents(agents(2), rhythm, nothing);
    await seconds(6);
    ward.watch.poke('A0');
    ward.watch.poke('A0');
    ward.watch.poke('nobody');
    await seconds(1);
    expect(ward.askedAt('A0')).toEqual([500, 6000]);
  });
});

describe('verdicts', () => {
  it('are told once a transition', async () => {
    ward.watch.setAgents(agents(1), rhythm, nothing);
    await seconds(100);
    ward.answers(() => 'own unhealthy');
    await seconds(100);
    expect(ward.transitions).toEqual(['A0 unknown -> healthy', 'A0 healthy -> unhealthy']);
  });

  it('are unknown for agents that nobody knows', () => {
    expect(ward.verdict('A0')).toBe('unknown');
  });

  it('become unknown when nothing is learnt for three intervals', async () => {
    ward.watch.setAgents(agents(1), rhythm, nothing);
    await seconds(1);
    ward.answers(() => 'unknown');
    await seconds(140);
    expect(ward.verdict('A0')).toBe('healthy');
    await seconds(30);
    expect(ward.watch.health('A0')).toMatchObject({ verdict: 'unknown', lastProbeTimestamp: expect.any(Number) });
    ward.answers(() => 'own healthy');
    await seconds(30);
    expect(ward.verdict('A0')).toBe('healthy');
  });

  it('of a hung agent are `hung` after a restart of the exporter as well', async () => {
    ward.answers(() => 'hung');
    const remembered = new Map([['A0', { protocol: 'zeromq', port: 8200 }]] as const);
    ward.watch.setAgents(agents(1), rhythm, remembered);
    await seconds(500);
    expect(ward.transitions).toEqual(['A0 unknown -> hung']);
    expect(ward.watch.routes()).toEqual(remembered);
  });

  it('of an agent that never spoke are `unverified`', async () => {
    ward.answers((_, route) => (route === 'http:8201' ? 'refused' : route.startsWith('tcp') ? 'unverified' : 'hung'));
    ward.watch.setAgents(agents(1), rhythm, nothing);
    await seconds(1000);
    expect(ward.transitions).toEqual(['A0 unknown -> unverified']);
  });
});

describe('routes', () => {
  it('are looked for anew before a failure is believed', async () => {
    ward.answers((_, route) => (route === 'http:8200' ? 'healthy' : 'invalid'));
    ward.watch.setAgents(agents(1), rhythm, nothing);
    await seconds(10);
    expect(ward.watch.routes()).toEqual(new Map([['A0', { protocol: 'http', port: 8200 }]]));
    // The agent is replaced by a version of the base class.
    ward.answers((_, route) => (route === 'zeromq:8200' ? 'own healthy' : 'invalid'));
    await seconds(30);
    expect(ward.watch.routes()).toEqual(new Map([['A0', { protocol: 'zeromq', port: 8200 }]]));
    expect(ward.transitions).toEqual(['A0 unknown -> healthy']);
    expect(ward.routeChanges).toBe(2);
  });

  it('are never given up for a mere connect', async () => {
    ward.watch.setAgents(agents(1), rhythm, nothing);
    await seconds(1);
    ward.answers((_, route) => (route === 'zeromq:8200' ? 'invalid' : route === 'http:8201' ? 'refused' : 'hung'));
    await seconds(1000);
    expect(ward.watch.routes()).toEqual(new Map([['A0', { protocol: 'zeromq', port: 8200 }]]));
    expect(ward.verdict('A0')).toBe('invalid');
  });

  it('are not learnt from an imposter', async () => {
    ward.answers((_, route) => (route === 'zeromq:8200' ? 'imposter' : 'refused'));
    ward.watch.setAgents(agents(1), rhythm, nothing);
    await seconds(100);
    expect(ward.verdict('A0')).toBe('imposter');
    expect(ward.watch.routes()).toEqual(new Map());
  });

  it.each([
    { what: 'to a port that is no longer the agent’s', route: { protocol: 'zeromq', port: 9999 } },
    { what: 'in ZeroMQ to the implicit HTTP port', route: { protocol: 'zeromq', port: 8201 } },
    { what: 'against the settings', route: { protocol: 'tcp', port: 8200 }, override: 'zeromq' },
  ] as const)('remembered $what are forgotten', async (said) => {
    if ('override' in said) ward.overrides.set('A0', said.override);
    ward.watch.setAgents(agents(1), rhythm, new Map([['A0', said.route]]));
    await seconds(1);
    expect(ward.questions.map(({ route }) => route)).toEqual(['zeromq:8200']);
  });
});

describe('a fleet read anew', () => {
  it('keeps what is known of agents that stay, and their turns', async () => {
    ward.watch.setAgents(agents(2), rhythm, nothing);
    for (let reload = 0; reload < 12; reload++) {
      await seconds(10);
      ward.watch.setAgents(agents(2), rhythm, nothing);
    }
    expect(ward.askedAt('A1')).toEqual([15_500, 45_500, 75_500, 105_500]);
    expect(ward.watch.health('A1')).toMatchObject({ verdict: 'healthy', probes: 4, transitions: 1 });
  });

  it('drops agents that are gone, also in the middle of a probe', async () => {
    ward.answers(() => later(5000, 'own unhealthy'));
    ward.watch.setAgents(agents(2), rhythm, nothing);
    await seconds(2);
    ward.watch.setAgents(agents(2).slice(1), rhythm, nothing);
    await seconds(90);
    expect(ward.verdict('A0')).toBe('unknown');
    expect(ward.askedAt('A0')).toHaveLength(1);
    expect(ward.transitions).toEqual(['A1 unknown -> unhealthy']);
  });

  it.each([
    { what: 'request port', change: { port: 7999, healthCheckPort: 8200 } },
    { what: 'health port', change: { port: 7200, healthCheckPort: 8999 } },
  ])('forgets what is known of an agent whose $what is another', async ({ change }) => {
    ward.watch.setAgents([agent('A0')], rhythm, nothing);
    await seconds(1);
    expect(ward.verdict('A0')).toBe('healthy');
    ward.watch.setAgents([agent('A0', change)], rhythm, new Map([['A0', { protocol: 'http', port: 4000 }]]));
    expect(ward.watch.health('A0')).toMatchObject({ verdict: 'unknown', probes: 0, route: undefined });
    await seconds(2);
    expect(ward.questions.at(-1)?.route).toBe(`zeromq:${change.healthCheckPort}`);
  });

  it('asks as the settings say from then on', async () => {
    ward.watch.setAgents(agents(1), rhythm, nothing);
    await seconds(1);
    ward.overrides.set('A0', 'tcp');
    ward.answers(() => 'unverified');
    ward.watch.setAgents(agents(1), rhythm, ward.watch.routes());
    await seconds(31);
    expect(ward.questions.at(-1)?.route).toBe('tcp:8200');
    expect(ward.verdict('A0')).toBe('unverified');
  });

  it('takes over a shorter interval at once', async () => {
    ward.watch.setAgents(agents(1), { ...rhythm, intervalSeconds: 3600 }, nothing);
    await seconds(10);
    ward.watch.setAgents(agents(1), { ...rhythm, intervalSeconds: 5 }, nothing);
    await seconds(30);
    expect(ward.askedAt('A0').length).toBeGreaterThanOrEqual(5);
  });
});

describe('the end', () => {
  it('asks nobody any more, not even those who wait for a place', async () => {
    ward = new Ward(1);
    ward.answers(() => later(10_000, 'own unhealthy'));
    ward.watch.setAgents(agents(20), rhythm, nothing);
    await seconds(5);
    expect(ward.questions).toHaveLength(1);
    ward.watch.stop();
    ward.watch.poke('A3');
    await seconds(200);
    expect(ward.questions).toHaveLength(1);
    expect(ward.transitions).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a wall clock that is set', () => {
  it.each([
    { direction: 'forth', by: 5 * hour },
    { direction: 'back', by: -5 * hour },
  ])('$direction by hours makes no burst, no stall, and no verdict unknown', async ({ by }) => {
    ward.watch.setAgents(agents(10), rhythm, nothing);
    await seconds(45);
    ward.wallClockOffset = by;
    const before = ward.questions.length;
    for (let second = 0; second < 120; second++) {
      expect(agents(10).map(({ name }) => ward.verdict(name))).toEqual(agents(10).map(() => 'healthy'));
      await seconds(1);
    }
    expect(ward.questions.length - before).toBe(40);
    expect(agents(10).every(({ name }) => ward.askedAt(name).length === 5 || ward.askedAt(name).length === 6)).toBe(
      true,
    );
    ward.wallClockOffset = 0;
    await seconds(120);
    expect(ward.questions.length - before).toBe(80);
  });

  it('does not make an agent look healthy that has not been heard for long', async () => {
    ward.watch.setAgents(agents(1), rhythm, nothing);
    await seconds(1);
    ward.wallClockOffset = -5 * hour;
    ward.answers(() => 'unknown');
    await seconds(200);
    expect(ward.verdict('A0')).toBe('unknown');
  });
});
