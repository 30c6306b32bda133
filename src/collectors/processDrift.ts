import { portFindings, unconfiguredFinding } from '../drift/findings.js';
import type { Collector } from '../exposition/collector.js';
import { type Family, gauge } from '../exposition/family.js';
import type { ProcessDrift } from '../processes/drift.js';

const portDrift = gauge(
  'fleet_agent_port_drift',
  'Whether the agent was started with another port than the one configured, as its environment says.',
  ['machine', 'agent'],
);
const startedPort = gauge(
  'fleet_agent_started_port',
  'The port with which the agent was started, where it is not the one configured for the role.',
  ['machine', 'agent', 'role'],
);
const unconfigured = gauge(
  'fleet_unconfigured_processes',
  'Processes that run a script of the project as an agent, and are none that is configured.',
  ['machine'],
);
const unconfiguredInfo = gauge(
  'fleet_unconfigured_process_info',
  'Such a process, its script below the project root and the agent on whose port it was started; 20 at most, the oldest.',
  ['machine', 'script', 'pid', 'port_of'],
);

/** All that this collector exports. */
export const processDriftFamilies: readonly Family[] = [portDrift, startedPort, unconfigured, unconfiguredInfo];

export interface ProcessDriftSource {
  readonly machine: string;
  look(): Promise<ProcessDrift>;
}

/** Each has a pid among its labels: not more series than somebody looks through. */
const shownAtMost = 20;

/** Does what runs run as configured? By what the boot script told each process; that of its script is in the views. */
export function processDriftCollector(source: ProcessDriftSource): Collector {
  return {
    name: 'process_drift',
    risk: 'G',
    // With each scrape, as the processes themselves: alerts on an agent give way to this, and must not be faster.
    schedule: 'scrape',
    deadlineSeconds: 10,
    families: processDriftFamilies,
    async collect({ page }) {
      const { machine } = source;
      const drift = await source.look();
      for (const { agent, ports } of drift.agents) {
        const at = { machine, agent: agent.name };
        page.set(portDrift, at, ports.length === 0 ? 0 : 1);
        for (const { role, started } of ports) page.set(startedPort, { ...at, role }, started);
        await page.turn();
      }
      page.set(unconfigured, { machine }, drift.unconfigured.length);
      for (const { stat, script, portOf } of drift.unconfigured.slice(0, shownAtMost)) {
        page.set(unconfiguredInfo, { machine, script, pid: stat.pid, port_of: portOf ?? '' }, 1);
      }
      return [
        ...drift.agents.flatMap((each) => portFindings(machine, each)),
        ...drift.unconfigured.map((each) => unconfiguredFinding(machine, each)),
      ];
    },
  };
}
