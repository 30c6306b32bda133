import { describe, expect, it } from 'vitest';
import type { KeptPage } from '../stackView.js';
import { attribute, noticeOf, type Span } from './attribution.js';
import { concerns } from './extent.js';
import { type CatalogueFault, extentOf, isEchoOf, isExpected } from './fault.js';

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
const whole: CatalogueFault = {
  id: 'exporter',
  machine: 'beta',
  make: { by: 'file', file: 'x', edit: (text) => text, reload: [] },
  expect: { alert: 'FleetExporterDown', severity: 'critical', names: 'machine' },
  pageSeconds: 60,
  resolveSeconds: 60,
  quick: true,
};
const quiet: CatalogueFault = { ...fault, id: 'slow', agent: 'C', expect: 'nothing' };
const spans = [fault, ofMachine, quiet, whole].map((one): Span & { id: string } => ({
  id: one.id,
  from: 1000,
  to: 9000,
  expects: (page) => isExpected(page, one),
  concerns: ({ labels }) => concerns(extentOf(one), labels.machine, labels.agent),
}));

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
    {
      what: 'an alert of the whole fleet',
      labels: { alertname: 'FleetSharedCause', severity: 'critical' },
      is: 'nobody’s',
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
    const found = spans.flatMap((span) => [
      ...of(span).expected.map(() => `expected of ${span.id}`),
      ...of(span).wrong.map(() => `wrong of ${span.id}`),
    ]);
    expect([...found, ...nobodys.map(() => 'nobody’s')]).toEqual(is === 'known' ? [] : [is]);
  });
});

describe('what both machines tell of one process', () => {
  const leak: CatalogueFault = {
    ...fault,
    make: { by: 'simulator', fault: 'leak-cmdline' },
    expect: { alert: 'FleetLeakCommandLine', severity: 'critical', names: 'agent' },
  };
  const span: Span = {
    from: 1000,
    to: 9000,
    expects: (one) => isExpected(one, leak),
    concerns: () => false,
    echoes: (one) => isEchoOf(one, leak),
  };
  const other = { alertname: 'FleetLeakCommandLine', severity: 'critical', machine: 'beta' };
  it.each([
    { what: 'the other machine, meanwhile', labels: other, at: 5000, wrong: 0 },
    { what: 'the other machine, soon after', labels: other, at: 60_000, wrong: 0 },
    { what: 'the other machine, long after', labels: other, at: 80_000, wrong: 1 },
    { what: 'the other machine, of an agent', labels: { ...other, agent: 'Z' }, at: 5000, wrong: 1 },
    {
      what: 'the other machine, of something else',
      labels: { ...other, alertname: 'FleetLeakLog' },
      at: 5000,
      wrong: 1,
    },
    { what: 'the same machine, of no agent', labels: { ...other, machine: 'alpha' }, at: 5000, wrong: 1 },
  ])('$what: $wrong', ({ labels, at, wrong }) => {
    expect(attribute([page(labels, at)], [span]).nobodys).toHaveLength(wrong);
  });
});

describe('a page for people', () => {
  const labels = { alertname: 'FleetAgentDown', severity: 'critical' };
  it.each([
    [{ ...labels, machine: 'alpha', agent: 'A' }, 'firing critical FleetAgentDown alpha/A'],
    [{ ...labels, machine: 'alpha' }, 'firing critical FleetAgentDown alpha'],
    [labels, 'firing critical FleetAgentDown'],
  ])('%j: %s', (given, words) => {
    expect(noticeOf({ status: 'firing', labels: given })).toBe(words);
  });
});
