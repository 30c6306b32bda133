import type { Histogram } from 'prom-client';
import type { Collector } from '../exposition/collector.js';
import { counter, type Family, gauge, histogram } from '../exposition/family.js';
import type { Page, RecordedLines } from '../exposition/page.js';
import type { Agent } from '../fleet/model.js';
import type { Health } from '../health/patient.js';
import { isCovered, isUp, verdicts } from '../health/verdict.js';

const agentLabels = ['machine', 'agent'] as const;

const verdict = gauge('fleet_agent_verdict', 'Health verdict on the agent: exactly one of the states is 1.', [
  ...agentLabels,
  'verdict',
]);
const verdictAt = gauge(
  'fleet_agent_verdict_timestamp_seconds',
  'Unix time at which the verdict on the agent was come to, 0 if none.',
  agentLabels,
);
const up = gauge('fleet_agent_up', 'Whether the agent says that it works (healthy or degraded).', agentLabels);
const covered = gauge(
  'fleet_agent_covered',
  'Whether the health of the agent is known: 0 while unverified or unknown.',
  agentLabels,
);
const coverage = gauge(
  'fleet_agent_coverage',
  'How the agent is covered: scraped (exposes metrics of its own), probed (its health answer is verified) or none.',
  [...agentLabels, 'kind'],
);
const failures = gauge(
  'fleet_agent_consecutive_failures',
  'Probes in a row after which the agent was not known to be up.',
  agentLabels,
);
const lastProbe = gauge(
  'fleet_agent_last_probe_timestamp_seconds',
  'Unix time of the last probe, 0 if none.',
  agentLabels,
);
const lastHealthy = gauge(
  'fleet_agent_last_healthy_timestamp_seconds',
  'Unix time of the last answer that found the agent up, 0 if none since the exporter started.',
  agentLabels,
);
const duration = gauge('fleet_agent_probe_duration_seconds', 'Duration of the last probe of the agent.', agentLabels);
const probes = counter('fleet_agent_probes_total', 'Probes of the agent since the exporter started.', agentLabels);
const transitions = counter(
  'fleet_agent_verdict_transitions_total',
  'Changes of the verdict on the agent since the exporter started.',
  agentLabels,
);
const protocol = gauge('fleet_agent_probe_protocol_info', 'Protocol and port over which the agent is asked.', [
  ...agentLabels,
  'protocol',
  'port',
]);
const skipped = counter(
  'fleet_probe_skipped_total',
  'Probes left out because the former one of the same agent was still running.',
  ['machine'],
);

/** Durations of all probes; lives as long as the exporter. */
const probeDurations = histogram('fleet_probe_duration_seconds', 'Duration of probes.', ['machine', 'protocol']);

/** All that this collector exports. */
export const healthFamilies: readonly Family[] = [
  verdict,
  verdictAt,
  up,
  covered,
  coverage,
  failures,
  lastProbe,
  lastHealthy,
  duration,
  probes,
  transitions,
  protocol,
  skipped,
  probeDurations,
];

/** What the collector asks of the watch over the agents' health. */
export interface HealthSource {
  readonly machine: string;
  agents(): readonly Agent[];
  health(agent: string): Health;
  skipped(): number;
  /** Whether the agent exposes metrics of its own. */
  scraped(agent: string): boolean;
  readonly durations: Histogram;
}

/** Lines of an agent whose health has not changed since they were written. */
interface Written {
  readonly health: Health;
  readonly lines: RecordedLines;
}

/** How do the agents say they are? Reads what the probes have found; asks nobody itself. */
export function healthCollector(source: HealthSource): Collector {
  let written: ReadonlyMap<string, Written> = new Map();
  return {
    name: 'health',
    risk: 'D',
    schedule: 'scrape',
    deadlineSeconds: 5,
    families: healthFamilies,
    async collect({ page }) {
      const { machine } = source;
      page.set(skipped, { machine }, source.skipped());
      page.show(probeDurations, source.durations);
      const next = new Map<string, Written>();
      for (const { name } of source.agents()) {
        const health = source.health(name);
        const known = written.get(name);
        const lines =
          known?.health === health ? known.lines : page.record((record) => writeHealth(record, machine, name, health));
        next.set(name, { health, lines });
        page.replay(lines);
        const kind = source.scraped(name) ? 'scraped' : isCovered(health.verdict) ? 'probed' : 'none';
        for (const way of ['scraped', 'probed', 'none']) {
          page.set(coverage, { machine, agent: name, kind: way }, way === kind ? 1 : 0);
        }
        await page.turn();
      }
      written = next;
      return undefined;
    },
  };
}

/** All that follows from an agent's health alone; a health is never changed, only replaced. */
function writeHealth(page: Page, machine: string, agent: string, health: Health): void {
  const labels = { machine, agent };
  for (const state of verdicts) {
    page.set(verdict, { machine, agent, verdict: state }, state === health.verdict ? 1 : 0);
  }
  page.set(verdictAt, labels, health.verdictTimestamp);
  page.set(up, labels, isUp(health.verdict) ? 1 : 0);
  page.set(covered, labels, isCovered(health.verdict) ? 1 : 0);
  page.set(failures, labels, health.consecutiveFailures);
  page.set(lastProbe, labels, health.lastProbeTimestamp);
  page.set(lastHealthy, labels, health.lastHealthyTimestamp);
  page.set(duration, labels, health.probeSeconds);
  page.set(probes, labels, health.probes);
  page.set(transitions, labels, health.transitions);
  if (health.route !== undefined) page.set(protocol, { ...labels, ...health.route }, 1);
}
