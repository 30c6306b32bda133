import type { Board, Row } from '../board.js';
import { bad, good, noneIsGood, states, warning } from '../colours.js';
import { agentColumn, machineColumn } from '../columns.js';
import { limitOf } from '../limits.js';
import { label, toBoard, toFindings } from '../links.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';
import { table } from '../panels/table.js';
import type { Rule } from '../rules.js';
import { chosen } from '../selectors.js';
import { machines } from '../variables.js';
import { verdictColours } from '../verdicts.js';
import { files } from './machineFiles.js';

/** Machines: what each is, how its agents fare, what they use of it, whether its files are those that were read. */
export function machineBoard(rules: readonly Rule[]): Board {
  return {
    name: 'machine',
    about:
      'Machines: what each is, how its agents fare, what they use of it, whether its files are those that were read.',
    variables: [machines()],
    hours: 6,
    rows: [overview(), load(), restarts(rules), files()],
  };
}

function overview(): Row {
  return {
    title: 'Machines',
    panels: [
      stat({
        title: 'Answers',
        about: 'Whether its exporter was reached at the last scrape.',
        queries: [{ expr: `max by (machine) (up{job="fleetwatch",${chosen}})`, legend: '{{machine}}' }],
        says: 'value-and-name',
        mappings: [states({ 0: { text: 'silent', color: bad }, 1: { text: 'answers', color: good } })],
        alerts: ['FleetExporterDown'],
        width: 8,
      }),
      stat({
        title: 'Required agents down',
        about: 'All of them where the machine cannot be asked.',
        queries: [{ expr: `machine:fleet_agent_down:sum{${chosen}}`, legend: '{{machine}}' }],
        says: 'value-and-name',
        mappings: noneIsGood('none'),
        width: 8,
      }),
      stat({
        title: 'Known agents',
        about: 'Share of its configured agents of which is known whether they work.',
        queries: [{ expr: `machine:fleet_agent_covered:ratio{${chosen}}`, legend: '{{machine}}' }],
        says: 'value-and-name',
        unit: 'percentunit',
        decimals: 1,
        alerts: ['FleetCoverageLow'],
        width: 8,
      }),
      table({
        title: 'What they are',
        about: 'Hardware and system, as found once in five minutes.',
        queries: [{ expr: `fleet_machine_info{${chosen}}` }],
        values: [undefined],
        columns: ['machine', 'model', 'distro', 'release', 'kernel', 'arch', 'processor'].map((name) => ({ name })),
        width: 24,
        height: 5,
      }),
      series({
        title: 'Agents by verdict',
        about: 'How many agents of the machines chosen have which verdict.',
        queries: [{ expr: `count by (verdict) (agent:fleet_agent_verdict:now{${chosen}})`, legend: '{{verdict}}' }],
        colours: verdictColours,
        stacked: true,
        between: [0],
        width: 12,
      }),
      series({
        title: 'Required agents up',
        about: 'Share by machine; a machine that cannot be asked has none.',
        queries: [{ expr: `machine:fleet_agent_up:ratio{${chosen}}`, legend: '{{machine}}' }],
        unit: 'percentunit',
        between: [0, 1],
        width: 12,
      }),
    ],
  };
}

function load(): Row {
  const ofAgent = [toBoard('agent', { machine: label('machine'), agent: label('agent') })];
  return {
    title: 'What the agents use',
    panels: [
      series({
        title: 'Processor time of the agents',
        about: 'The ten that use most, in cores.',
        queries: [
          {
            expr: `topk(10, rate(fleet_agent_process_cpu_seconds_total{${chosen}}[$__rate_interval]))`,
            legend: '{{machine}}/{{agent}}',
          },
        ],
        between: [0],
        valueLinks: ofAgent,
        width: 12,
      }),
      series({
        title: 'Memory of the agents',
        about: 'Resident memory of the ten that use most.',
        queries: [
          { expr: `topk(10, fleet_agent_process_resident_memory_bytes{${chosen}})`, legend: '{{machine}}/{{agent}}' },
        ],
        unit: 'bytes',
        between: [0],
        valueLinks: ofAgent,
        width: 12,
      }),
      series({
        title: 'Processors',
        about: 'What all agents use together, and what there is.',
        queries: [
          {
            expr: `sum by (machine) (rate(fleet_agent_process_cpu_seconds_total{${chosen}}[$__rate_interval]))`,
            legend: '{{machine}} used by agents',
          },
          { expr: `fleet_machine_cpu_cores{${chosen}}`, legend: '{{machine}} cores' },
        ],
        between: [0],
        width: 12,
      }),
      series({
        title: 'Memory',
        about: 'What all agents use together, and what programs could still take.',
        queries: [
          {
            expr: `sum by (machine) (fleet_agent_process_resident_memory_bytes{${chosen}})`,
            legend: '{{machine}} used by agents',
          },
          { expr: `fleet_machine_memory_available_bytes{${chosen}}`, legend: '{{machine}} available' },
        ],
        unit: 'bytes',
        between: [0],
        width: 12,
      }),
    ],
  };
}

function restarts(rules: readonly Rule[]): Row {
  const looping = limitOf(rules, {
    alert: 'FleetAgentRestarting',
    record: 'agent:fleet_agent_restart_loop:bool',
    metric: 'agent:fleet_agent_restarts:sum10m',
  });
  return {
    title: 'Starts and slowness',
    panels: [
      series({
        title: 'Restarts within 10 minutes',
        about: 'The ten agents with most.',
        queries: [
          {
            expr: `topk(10, increase(fleet_agent_restarts_total{${chosen}}[10m]))`,
            legend: '{{machine}}/{{agent}}',
          },
        ],
        between: [0],
        limits: [looping],
        alerts: ['FleetRestartStorm'],
        width: 12,
      }),
      table({
        title: 'Slowest to answer',
        about: 'The ten agents whose last probe took longest.',
        queries: [{ expr: `topk(10, fleet_agent_probe_duration_seconds{${chosen}})` }],
        values: ['time to answer'],
        columns: [
          machineColumn,
          agentColumn,
          {
            name: 'time to answer',
            unit: 's',
            limits: [
              limitOf(rules, {
                alert: 'FleetAgentSlow',
                record: 'agent:fleet_agent_slow:ratio',
                metric: 'agent:fleet_agent_probe_duration_seconds:avg10m',
              }),
            ],
          },
        ],
        alerts: ['FleetAgentSlow', 'FleetMachineSlow'],
        width: 12,
      }),
      stat({
        title: 'Findings',
        about: 'What the exporter of each machine finds wrong in what is written down and in what runs.',
        queries: [{ expr: `sum by (machine) (fleetwatch_collector_findings{${chosen}})`, legend: '{{machine}}' }],
        says: 'value-and-name',
        mappings: noneIsGood('none', warning),
        links: [toFindings],
        width: 24,
      }),
    ],
  };
}
