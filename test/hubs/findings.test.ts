import { expect, it } from 'vitest';
import { hubFindings } from '../../src/hubs/findings.js';
import type { HubView } from '../../src/hubs/view.js';

const server = (machine: string) => ({ machine, prometheusUrl: 'http://p', alertmanagerUrl: 'http://a' });
const named = (...machines: readonly string[]) => {
  return { servers: machines.map(server), storeUrl: undefined, freshnessSeconds: 60 };
};
const view: HubView = {
  lookedAt: 100,
  isUp: false,
  checks: [
    { check: 'prometheus_ready', ok: true, seen: 'Prometheus is ready', since: 1 },
    { check: 'storage_writable', ok: false, seen: 'a write to its disk failed 3 s ago', since: 97 },
  ],
  samples: [],
  rulesEvaluatedAt: 99,
};

it('one hub for all is found by every machine, also by one that has none', () => {
  expect(hubFindings('beta', named('alpha'), undefined, 'f.yaml')).toMatchObject([
    { code: 'hub-single', risk: 'F', severity: 'warning', machine: 'beta', place: { file: 'f.yaml' } },
  ]);
});

it('each check that fails is found by the machine of the hub', () => {
  expect(hubFindings('alpha', named('alpha', 'beta'), view, 'f.yaml')).toMatchObject([
    {
      code: 'hub-unwell',
      risk: 'F',
      message: 'storage_writable of the hub of `alpha`: a write to its disk failed 3 s ago',
    },
  ]);
});

it('two hubs that are well are no finding', () => {
  expect(hubFindings('beta', named('alpha', 'beta'), undefined, 'f.yaml')).toStrictEqual([]);
});
