import { describe, expect, it } from 'vitest';
import { agentCombinations } from './agentCombinations.js';
import { catalogue } from './catalogue.js';
import { chosen } from './chosen.js';
import { type Act, type Combination, extentOfCombination, judge } from './combination.js';
import { needsOf, whoNeeds } from './demoAgents.js';
import { agentOf, type Extent, meet } from './extent.js';
import { watcherCombinations } from './watcherCombinations.js';

const combinations = [...agentCombinations, ...watcherCombinations];

describe('the catalogue', () => {
  it('has 40 faults and more, and names each once', () => {
    const ids = [...catalogue, ...combinations].map(({ id }) => id);
    expect(catalogue.length).toBeGreaterThanOrEqual(40);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has no two faults that could be taken for one another', () => {
    const keys = catalogue.flatMap(({ expect, machine, agent }) =>
      expect === 'nothing' ? [] : [[expect.alert, machine, expect.names === 'agent' ? agent : ''].join(' ')],
    );
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('is played in short, whole, or as chosen', () => {
    expect(chosen(catalogue, undefined).every(({ quick }) => quick)).toBe(true);
    expect(chosen(catalogue, 'all')).toEqual(catalogue);
    expect(chosen(catalogue, 'log-race, imposter').map(({ id }) => id)).toEqual([
      'imposter alpha/CrewRoster',
      'imposter alpha/PunctualityScorer',
      'log-race alpha/HeadwayRegulator',
    ]);
    expect(chosen(catalogue, 'nonsense')).toEqual([]);
  });
});

describe.each(combinations)('$id', ({ phases }) => {
  const acts = phases.flatMap((phase) => phase.acts);

  it('clears each agent that it brings under a fault', () => {
    const last = new Map(
      acts.flatMap((act) => ('on' in act ? act.on.map((place) => [place, act.fault] as const) : [])),
    );
    expect([...last].filter(([, fault]) => fault !== 'clear')).toEqual([]);
  });

  it('starts again what it ends, and lets go on what it stops', () => {
    const word = (act: Act, key: 'kill' | 'run' | 'pause' | 'resume') =>
      Object.entries(act).flatMap(([name, service]) => (name === key ? [service] : []));
    const all = (key: 'kill' | 'run' | 'pause' | 'resume') => acts.flatMap((act) => word(act, key));
    expect(all('run')).toEqual(all('kill'));
    expect(all('resume')).toEqual(all('pause'));
  });

  it('has each notice that fires resolved, in a later phase', () => {
    const notices = phases.flatMap(({ brings }) => brings);
    const open = new Set<string>();
    for (const notice of notices) {
      const [status, ...words] = notice.split(' ');
      if (status === 'firing') open.add(words.join(' '));
      else expect(open.delete(words.join(' '))).toBe(true);
    }
    expect([...open]).toEqual([]);
  });
});

describe('things at the same time', () => {
  const agents = (...own: Extent['agents']): Extent => ({ agents: own, machines: [], fails: true });
  const alpha: Extent = { agents: [], machines: ['alpha'], fails: true };
  const unharmed: Extent = { ...agents('alpha/CrewRoster'), fails: false };
  it.each([
    [
      'two agents that have nothing to do with each other',
      agents('alpha/DutyBalancer'),
      agents('alpha/YardSorter'),
      false,
    ],
    ['the same agent', agents('alpha/DutyBalancer'), agents('alpha/DutyBalancer'), true],
    ['equal names on two machines', agents('alpha/DailyReporter'), agents('beta/DailyReporter'), false],
    ['an agent and one that it needs', agents('alpha/DutyBalancer'), agents('alpha/CrewRoster'), true],
    [
      'an agent and one that it needs through another',
      agents('alpha/DutyBalancer'),
      agents('alpha/CalendarExpander'),
      false,
    ],
    [
      'an agent of one machine that needs one of the other',
      agents('beta/TracksideGateway'),
      agents('alpha/RailRegistry'),
      true,
    ],
    ['an agent and one that it needs and that does not fail', agents('alpha/DutyBalancer'), unharmed, false],
    ['an agent and its machine', agents('alpha/DutyBalancer'), alpha, true],
    ['an agent and another machine', agents('beta/EdgeBuffer'), alpha, false],
    [
      'a machine and everything',
      alpha,
      { agents: [], machines: ['alpha', 'beta'], fails: true } satisfies Extent,
      true,
    ],
  ])('%s: %s', (_, one, other, met) => {
    expect([meet(one, other), meet(other, one)]).toEqual([met, met]);
  });

  it('a combination touches its agents, the machines of its exporters, and everything with a server', () => {
    const doing = (...acts: Act[]): Combination => ({
      id: '',
      quick: false,
      phases: [{ what: '', acts, brings: [], seconds: 0 }],
    });
    const kill = { fault: 'kill', on: ['alpha/DutyBalancer'] } as const;
    expect(extentOfCombination(doing(kill))).toEqual(agents('alpha/DutyBalancer'));
    expect(extentOfCombination(doing(kill, { restart: 'fleetwatch-beta' })).machines).toEqual(['beta']);
    expect(extentOfCombination(doing(kill, { restart: 'alertmanager' })).machines).toEqual(['alpha', 'beta']);
    expect(extentOfCombination({ ...doing(kill), alone: true }).machines).toEqual(['alpha', 'beta']);
  });
});

describe('what came of a phase', () => {
  const brings = ['firing critical FleetAgentDown alpha/A', 'resolved critical FleetAgentDown alpha/B'] as const;
  it.each([
    { came: [...brings], missing: [], wrong: [] },
    { came: [brings[1], brings[0]], missing: [], wrong: [] },
    { came: [brings[0]], missing: [brings[1]], wrong: [] },
    { came: [...brings, brings[0]], missing: [], wrong: [brings[0]] },
    {
      came: ['firing critical FleetAgentDown alpha/C'],
      missing: [...brings],
      wrong: ['firing critical FleetAgentDown alpha/C'],
    },
  ])('$came', ({ came, missing, wrong }) => {
    expect(judge({ brings }, came)).toEqual({ missing, wrong });
  });
});

describe('who needs an agent', () => {
  it('comes after those of them that it needs', () => {
    const places = whoNeeds('RailRegistry');
    expect(places.length).toBeGreaterThan(50);
    expect(new Set(places).size).toBe(places.length);
    const before = new Set(['RailRegistry']);
    for (const agent of places.map(agentOf)) {
      expect([agent, needsOf(agent).some((need) => before.has(need))]).toEqual([agent, true]);
      before.add(agent);
    }
  });
});
