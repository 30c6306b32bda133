import type { Row } from '../board.js';
import { noneIsGood, warning } from '../colours.js';
import { limitOf } from '../limits.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';
import type { Rule } from '../rules.js';
import { chosenAgent } from '../selectors.js';

/** What `/proc` says of an agent. */
export function agentProcess(rules: readonly Rule[]): Row {
  return {
    title: 'Its process',
    panels: [
      stat({
        title: 'Processes',
        about: 'Live ones that are the agent: 0 where it does not run, more than 1 where it was started twice.',
        queries: [{ expr: `fleet_agent_processes{${chosenAgent}}` }],
        limits: [limitOf(rules, { alert: 'FleetAgentDuplicate', metric: 'fleet_agent_processes', whole: true })],
        width: 4,
      }),
      stat({
        title: 'Zombies',
        about: 'Dead processes of it that nobody has waited for.',
        queries: [{ expr: `fleet_agent_process_zombies{${chosenAgent}}` }],
        limits: [limitOf(rules, { alert: 'FleetAgentZombies', metric: 'fleet_agent_process_zombies', whole: true })],
        width: 4,
      }),
      stat({
        title: 'Script',
        about: 'Whether it is run by the script that is configured.',
        queries: [{ expr: `fleet_agent_process_drift{${chosenAgent}}` }],
        mappings: noneIsGood('as configured', warning),
        alerts: ['FleetAgentScriptDrift'],
        none: 'Does not run',
        width: 4,
      }),
      stat({
        title: 'File descriptors',
        about: 'Open ones, as a share of its soft limit.',
        queries: [
          {
            expr: `max(fleet_agent_process_open_fds{${chosenAgent}}) / max(fleet_agent_process_max_fds{${chosenAgent}})`,
          },
        ],
        unit: 'percentunit',
        limits: [limitOf(rules, { alert: 'FleetAgentFileDescriptorsHigh', metric: 'fleet_agent_process_open_fds' })],
        none: 'Does not run, or may not be looked into',
        width: 4,
      }),
      stat({
        title: 'Started',
        about: 'When its process was started.',
        queries: [{ expr: `max(fleet_agent_process_start_time_seconds{${chosenAgent}}) * 1000` }],
        unit: 'dateTimeFromNow',
        none: 'Does not run',
        width: 4,
      }),
      stat({
        title: 'Threads',
        about: 'Of its process.',
        queries: [{ expr: `max(fleet_agent_process_threads{${chosenAgent}})` }],
        none: 'Does not run',
        width: 4,
      }),
      series({
        title: 'Processor time',
        about: 'Cores that it uses, user and system.',
        queries: [
          { expr: `rate(fleet_agent_process_cpu_seconds_total{${chosenAgent}}[$__rate_interval])`, legend: 'cores' },
        ],
        between: [0],
        none: 'Does not run',
        width: 12,
      }),
      series({
        title: 'Memory',
        about: 'Resident memory.',
        queries: [{ expr: `fleet_agent_process_resident_memory_bytes{${chosenAgent}}`, legend: 'resident' }],
        unit: 'bytes',
        between: [0],
        none: 'Does not run',
        width: 12,
      }),
    ],
  };
}
