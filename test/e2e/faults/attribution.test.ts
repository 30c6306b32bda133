import { describe, expect, it } from 'vitest';
import type { KeptPage } from '../localStack.js';
import { attribute, type Span } from './attribution.js';
import { catalogue } from './catalogue.js';
import { chosenFaults } from './chosen.js';
import { type CatalogueFault, touches } from './fault.js';

const fault: CatalogueFault = {
  id: 'kill alpha/A',
  machine: 'alpha',
  agent: 'A',
  make: { by: 'simulator', fault: 'kill' },
  expect: { alert: 'FleetAgentDown', severity: 'critical', names: 'agent' },
  pageSeconds: 60,
  resolveSeconds: 60,
  quick: true,
};
const ofMachine: CatalogueFault = {
  ...fault,
  id: 'rogue',
  agent: 'B',
  expect: { alert: 'FleetPortRogue', severity: 'warning', names: 'machine' },
};
const whole: Omit<CatalogueFault, 'agent'> = {
  id: 'exporter',
  machine: 'beta',
  make: { by: 'pause' },
  expect: { alert: 'FleetExporterDown', severity: 'critical', names: 'machine' },
  pageSeconds: 60,
  resolveSeconds: 60,
  quick: true,
};
const quiet: CatalogueFault = { ...fault, id: 'slow', agent: 'C', expect: 'nothing' };
const spans: readonly Span[] = [fault, ofMachine, quiet, whole].map((one) => ({ fault: one, from: 1000, to: 9000 }));

function page(labels: Record<string, string>, at = 5000): KeptPage {
  return { receivedAt: new Date(at).toISOString(), status: 'firing', labels };
}

describe('whose page it is', () => {
  const down = { alertname: 'FleetAgentDown', severity: 'critical', machine: 'alpha', agent: 'A' };
  it.each([
    { what: 'the page expected', labels: down, is: 'expected of kill alpha/A' },
    { what: 'the wrong alert', labels: { ...down, alertname: 'FleetAgentHung' }, is: 'wrong of kill alpha/A' },
    { what: 'the wrong severity', labels: { ...down, severity: 'warning' }, is: 'wrong of kill alpha/A' },
    { what: 'the wrong agent', labels: { ...down, agent: 'Z' }, is: 'nobody’s' },
    { what: 'the wrong machine', labels: { ...down, machine: 'beta' }, is: 'wrong of exporter' },
    { what: 'a page where there should be none', labels: { ...down, agent: 'C' }, is: 'wrong of slow' },
    {
      what: 'an alert that names no agent',
      labels: { alertname: 'FleetPortRogue', severity: 'warning', machine: 'alpha' },
      is: 'expected of rogue',
    },
    {
      what: 'another alert of the machine',
      labels: { alertname: 'FleetCollectorFailing', severity: 'warning', machine: 'alpha' },
      is: 'nobody’s',
    },
    {
      what: 'any alert of a machine that is touched whole',
      labels: { alertname: 'FleetCollectorStale', severity: 'warning', machine: 'beta' },
      is: 'wrong of exporter',
    },
    { what: 'a page before the fault', labels: down, at: 500, is: 'nobody’s' },
    { what: 'a page after it', labels: down, at: 9500, is: 'nobody’s' },
    {
      what: 'an agent that can never be verified',
      labels: { alertname: 'FleetAgentUnverified', severity: 'warning', machine: 'alpha', agent: 'CustomsFiler' },
      is: 'known',
    },
  ])('$what: $is', ({ labels, at, is }) => {
    const { of, nobodys } = attribute([page(labels, at)], spans);
    const found = spans.flatMap(({ fault: one }) => [
      ...of(one).expected.map(() => `expected of ${one.id}`),
      ...of(one).wrong.map(() => `wrong of ${one.id}`),
    ]);
    expect([...found, ...nobodys.map(() => 'nobody’s')]).toEqual(is === 'known' ? [] : [is]);
  });
});

describe('faults at the same time', () => {
  it('are those that touch different agents, or different machines', () => {
    expect(touches(fault, { ...fault, agent: 'B' })).toBe(false);
    expect(touches(fault, { ...fault, id: 'other' })).toBe(true);
    expect(touches(fault, { ...fault, machine: 'beta' })).toBe(false);
    expect(touches(whole, { ...fault, machine: 'beta' })).toBe(true);
    expect(touches(whole, fault)).toBe(false);
    expect(touches({ ...fault, alone: true }, { ...fault, agent: 'B' })).toBe(true);
  });
});

describe('the catalogue', () => {
  it('names each fault once', () => {
    const ids = catalogue.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has no two faults that could be taken for one another', () => {
    const keys = catalogue.flatMap(({ expect, machine, agent }) =>
      expect === 'nothing' ? [] : [[expect.alert, machine, expect.names === 'agent' ? agent : ''].join(' ')],
    );
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('is played in short, whole, or as chosen', () => {
    expect(chosenFaults(catalogue, undefined).every(({ quick }) => quick)).toBe(true);
    expect(chosenFaults(catalogue, 'all')).toEqual(catalogue);
    expect(chosenFaults(catalogue, 'log-race, imposter').map(({ id }) => id)).toEqual([
      'imposter alpha/CrewRoster',
      'imposter alpha/PunctualityScorer',
      'log-race alpha/HeadwayRegulator',
    ]);
    expect(() => chosenFaults(catalogue, 'nonsense')).toThrow('no fault of the catalogue is named like nonsense');
  });
});
