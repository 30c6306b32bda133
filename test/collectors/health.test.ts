import { Histogram } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { type HealthSource, healthCollector } from '../../src/collectors/health.js';
import { type Health, unknownHealth } from '../../src/health/patient.js';
import { type Verdict, verdicts } from '../../src/health/verdict.js';
import { agentNamed, collect } from './collect.js';

function source(health: Partial<Health>, scraped = false): HealthSource {
  return {
    machine: 'alpha',
    agents: () => [agentNamed('Planner')],
    health: () => ({ ...unknownHealth, ...health }),
    skipped: () => 4,
    scraped: () => scraped,
    durations: new Histogram({
      name: 'fleet_probe_duration_seconds',
      help: 'Duration of probes.',
      labelNames: ['machine', 'protocol'],
      registers: [],
    }),
  };
}

const up: readonly Verdict[] = ['healthy', 'degraded'];
const uncovered: readonly Verdict[] = ['unverified', 'unknown'];

describe('health', () => {
  it.each(verdicts)('%s is the one verdict that is true', async (verdict) => {
    const { samples } = await collect(healthCollector(source({ verdict })));
    for (const state of verdicts) {
      expect(samples[`fleet_agent_verdict agent=Planner verdict=${state}`]).toBe(state === verdict ? 1 : 0);
    }
    expect(samples['fleet_agent_up agent=Planner']).toBe(up.includes(verdict) ? 1 : 0);
    expect(samples['fleet_agent_covered agent=Planner']).toBe(uncovered.includes(verdict) ? 0 : 1);
  });

  it.each([
    { verdict: 'healthy', scraped: true, kind: 'scraped' },
    { verdict: 'unknown', scraped: true, kind: 'scraped' },
    { verdict: 'healthy', scraped: false, kind: 'probed' },
    { verdict: 'refused', scraped: false, kind: 'probed' },
    { verdict: 'unverified', scraped: false, kind: 'none' },
    { verdict: 'unknown', scraped: false, kind: 'none' },
  ] as const)(
    'an agent that is $verdict, scraped: $scraped, is covered as $kind',
    async ({ verdict, scraped, kind }) => {
      const { samples } = await collect(healthCollector(source({ verdict }, scraped)));
      for (const way of ['scraped', 'probed', 'none']) {
        expect(samples[`fleet_agent_coverage agent=Planner kind=${way}`]).toBe(way === kind ? 1 : 0);
      }
    },
  );

  it('shows what is known', async () => {
    const known = {
      verdict: 'hung',
      consecutiveFailures: 3,
      lastProbeTimestamp: 1_700_000_100.5,
      lastHealthyTimestamp: 1_700_000_000,
      probeSeconds: 0.25,
      probes: 9,
      transitions: 2,
      route: { protocol: 'http', port: 8201 },
    } as const;
    const { samples } = await collect(healthCollector(source(known)));
    expect(samples).toMatchObject({
      'fleet_agent_consecutive_failures agent=Planner': 3,
      'fleet_agent_last_probe_timestamp_seconds agent=Planner': 1_700_000_100.5,
      'fleet_agent_last_healthy_timestamp_seconds agent=Planner': 1_700_000_000,
      'fleet_agent_probe_duration_seconds agent=Planner': 0.25,
      'fleet_agent_probes_total agent=Planner': 9,
      'fleet_agent_verdict_transitions_total agent=Planner': 2,
      'fleet_agent_probe_protocol_info agent=Planner protocol=http port=8201': 1,
      fleet_probe_skipped_total: 4,
    });
  });

  it('shows no protocol before one is known', async () => {
    const { samples } = await collect(healthCollector(source({})));
    expect(Object.keys(samples).filter((name) => name.startsWith('fleet_agent_probe_protocol_info'))).toStrictEqual([]);
  });

  it('shows the durations of all probes', async () => {
    const watched = source({});
    watched.durations.observe({ machine: 'alpha', protocol: 'http' }, 0.5);
    const { samples } = await collect(healthCollector(watched));
    expect(samples['fleet_probe_duration_seconds_sum protocol=http']).toBe(0.5);
  });
});
