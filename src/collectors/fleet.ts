import type { Collector } from '../exposition/collector.js';
import { type Family, gauge } from '../exposition/family.js';
import type { Finding } from '../finding.js';
import type { Machine } from '../fleet/model.js';

const info = gauge('fleet_agent_info', 'The agent as configured.', [
  'machine',
  'agent',
  'group',
  'script_path',
  'port',
  'health_check_port',
  'required',
]);
const required = gauge('fleet_agent_required', 'Whether the fleet needs the agent.', ['machine', 'agent']);
const agents = gauge('fleet_machine_agents', 'Agents configured on the machine.', ['machine']);
const interval = gauge('fleet_health_check_interval_seconds', 'Time between two probes of an agent.', ['machine']);
const timeout = gauge('fleet_health_check_timeout_seconds', 'Time an agent has for its answer.', ['machine']);
const retries = gauge('fleet_health_check_retries', 'Failures in a row before an agent counts as failed.', ['machine']);
const startPeriod = gauge(
  'fleet_health_check_start_period_seconds',
  'Time a starting agent has before its failures page.',
  ['machine'],
);
const findings = gauge('fleet_config_findings', 'Findings in the start-up file of the machine, by code.', [
  'machine',
  'code',
  'risk',
  'severity',
]);

/** All that this collector exports. */
export const fleetFamilies: readonly Family[] = [
  info,
  required,
  agents,
  interval,
  timeout,
  retries,
  startPeriod,
  findings,
];

/** What the collector asks of the loaded fleet. */
export interface FleetSource {
  readonly machine: string;
  /** Another number after each load. */
  revision(): number;
  /** The last good state of this machine, with the health check settings in force. */
  current(): Pick<Machine, 'name' | 'agents' | 'healthChecks'>;
  /** What is wrong in the start-up files of all machines as they are now. */
  findings(): readonly Finding[];
}

/** What should run here? */
export function fleetCollector(source: FleetSource): Collector {
  return {
    name: 'fleet',
    risk: 'G',
    schedule: 'scrape',
    deadlineSeconds: 3,
    families: fleetFamilies,
    revision: () => source.revision(),
    async collect({ page }) {
      const { name: machine, agents: configured, healthChecks } = source.current();
      page.set(agents, { machine }, configured.length);
      page.set(interval, { machine }, healthChecks.intervalSeconds);
      page.set(timeout, { machine }, healthChecks.timeoutSeconds);
      page.set(retries, { machine }, healthChecks.retries);
      page.set(startPeriod, { machine }, healthChecks.startPeriodSeconds);
      for (const [labels, count] of countFindings(source)) page.set(findings, labels, count);
      for (const agent of configured) {
        const { name, group, scriptPath, port, healthCheckPort } = agent;
        page.set(required, { machine, agent: name }, agent.required ? 1 : 0);
        const labels = { group, script_path: scriptPath, port, health_check_port: healthCheckPort };
        page.set(info, { machine, agent: name, ...labels, required: String(agent.required) }, 1);
        await page.turn();
      }
      return source.findings();
    },
  };
}

type FindingLabels = Record<'machine' | 'code' | 'risk' | 'severity', string>;

function countFindings({ machine, findings }: FleetSource): Iterable<[FindingLabels, number]> {
  const counted = new Map<string, [FindingLabels, number]>();
  for (const { code, risk, severity, machine: where } of findings()) {
    // Every exporter reads all start-up files; each speaks of its own alone, so that nothing is counted twice.
    if (where !== machine) continue;
    const key = `${code} ${severity}`;
    const count = (counted.get(key)?.[1] ?? 0) + 1;
    counted.set(key, [{ machine, code, risk, severity }, count]);
  }
  return counted.values();
}
