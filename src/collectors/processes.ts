import type { Collector } from '../exposition/collector.js';
import { counter, type Family, gauge } from '../exposition/family.js';
import type { AgentView } from '../processes/watch.js';

const labels = ['machine', 'agent'] as const;

const processes = gauge(
  'fleet_agent_processes',
  'Live processes that are the agent: 0 where it does not run, more than 1 where it was started twice.',
  labels,
);
const zombies = gauge('fleet_agent_process_zombies', 'Dead processes of the agent that nobody has waited for.', labels);
const drift = gauge(
  'fleet_agent_process_drift',
  'Whether the agent is run by another script than the one configured.',
  labels,
);
const restarts = counter(
  'fleet_agent_restarts_total',
  'Restarts of the agent: changes of its process. Counted across restarts of the exporter.',
  labels,
);
const started = gauge('fleet_agent_process_start_time_seconds', 'Unix time at which the agent was started.', labels);
const cpu = counter('fleet_agent_process_cpu_seconds_total', 'CPU time of the agent, user and system.', labels);
const resident = gauge('fleet_agent_process_resident_memory_bytes', 'Resident memory of the agent.', labels);
const threads = gauge('fleet_agent_process_threads', 'Threads of the agent.', labels);
const openFiles = gauge('fleet_agent_process_open_fds', 'Open file descriptors of the agent.', labels);
const openFileLimit = gauge('fleet_agent_process_max_fds', 'Soft limit of open file descriptors of the agent.', labels);
const unidentified = gauge(
  'fleet_processes_unidentified',
  'Processes that may not be looked into, and so could be agents without being seen.',
  ['machine'],
);

/** All that this collector exports. */
export const processesFamilies: readonly Family[] = [
  processes,
  zombies,
  drift,
  restarts,
  started,
  cpu,
  resident,
  threads,
  openFiles,
  openFileLimit,
  unidentified,
];

/** What the collector asks of the watch over processes. */
export interface ProcessSource {
  readonly machine: string;
  scan(): Promise<readonly AgentView[]>;
  gaps(): number;
}

/** Which process is which agent, and how does it fare? All from `/proc`. */
export function processesCollector(source: ProcessSource): Collector {
  return {
    name: 'processes',
    risk: 'D',
    schedule: 'scrape',
    // Far above what a scan takes, for a machine under full load; a scrape does not wait that long for it.
    deadlineSeconds: 10,
    families: processesFamilies,
    async collect({ page }) {
      const { machine } = source;
      for (const view of await source.scan()) {
        const at = { machine, agent: view.agent.name };
        page.set(processes, at, view.processes);
        page.set(zombies, at, view.zombies);
        page.set(drift, at, view.drift ? 1 : 0);
        page.set(restarts, at, view.restarts);
        const { figures } = view;
        if (figures !== undefined) {
          page.set(started, at, figures.startSeconds);
          page.set(cpu, at, figures.cpuSeconds);
          page.set(resident, at, figures.residentBytes);
          page.set(threads, at, figures.threads);
          if (figures.openFiles !== undefined) page.set(openFiles, at, figures.openFiles);
          if (figures.openFileLimit !== undefined) page.set(openFileLimit, at, figures.openFileLimit);
        }
        await page.turn();
      }
      page.set(unidentified, { machine }, source.gaps());
      return undefined;
    },
  };
}
