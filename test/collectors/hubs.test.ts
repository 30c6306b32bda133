import { describe, expect, it } from 'vitest';
import { hubsCollector } from '../../src/collectors/hubs.js';
import type { HubView } from '../../src/hubs/view.js';
import { collect } from './collect.js';

const view: HubView = {
  lookedAt: 1000,
  isUp: false,
  checks: [
    { check: 'prometheus_ready', ok: true, seen: 'ready', since: 900 },
    { check: 'samples_fresh', ok: false, seen: 'stale', since: 990 },
  ],
  samples: [
    { of: 'alpha', at: 998.5 },
    { of: 'beta', at: 0 },
  ],
  rulesEvaluatedAt: 997,
};
const samplesOf = async (seen: HubView | undefined) =>
  (await collect(hubsCollector({ machine: 'alpha', configured: 2, look: async () => seen, findings: () => [] })))
    .samples;

describe('the hub of a machine', () => {
  it('is shown check by check, with its newest samples', async () => {
    expect(await samplesOf(view)).toStrictEqual({
      fleet_hubs_configured: 2,
      'fleet_hub_check check=prometheus_ready': 1,
      'fleet_hub_check check=samples_fresh': 0,
      fleet_hub_up: 0,
      'fleet_hub_sample_timestamp_seconds of=alpha': 998.5,
      'fleet_hub_sample_timestamp_seconds of=beta': 0,
      fleet_hub_rule_evaluation_timestamp_seconds: 997,
    });
  });

  it('has no series where the machine has none', async () => {
    expect(await samplesOf(undefined)).toStrictEqual({ fleet_hubs_configured: 2 });
  });
});
