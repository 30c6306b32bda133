import type { Board, Row } from '../board.js';
import { good, noneIsGood } from '../colours.js';
import { agentColumn, alertColumn, machineColumn, severityColumn } from '../columns.js';
import { limitOf } from '../limits.js';
import { column, label, toBoard } from '../links.js';
import { graph } from '../panels/graph.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';
import { table } from '../panels/table.js';
import { timeline } from '../panels/timeline.js';
import type { Rule } from '../rules.js';
import { chosen, chosenOrFleet } from '../selectors.js';
import { machines } from '../variables.js';
import { verdictColours, verdictNumber, verdictStates } from '../verdicts.js';
import { edges, nodes } from './dependencyGraph.js';

/** Is everything well, what is the root cause, how much of the error budget is left. */
export function fleetBoard(rules: readonly Rule[]): Board {
  return {
    name: 'fleet',
    about: 'Is everything well, what is the root cause, how much of the error budget is left.',
    variables: [machines()],
    hours: 3,
    rows: [glance(), alerts(), causes(), agents(), budget(rules)],
  };
}

function glance(): Row {
  return {
    title: 'At a glance',
    panels: [
      stat({
        title: 'Required agents up',
        about:
          'Share of the agents that the fleet needs and that say they work. A machine that cannot be asked counts as down.',
        queries: [
          { expr: `sum(machine:fleet_agent_up:sum{${chosen}}) / sum(machine:fleet_agent_required:sum{${chosen}} > 0)` },
        ],
        unit: 'percentunit',
        decimals: 1,
        width: 4,
      }),
      stat({
        title: 'Failures of their own',
        about: 'Agents that fail while everything that they depend on works: the root causes.',
        queries: [
          {
            expr: `count(agent:fleet_agent_own_failure:bool{${chosen}}) or sum(machine:fleet_agent_known:sum{${chosen}}) * 0`,
          },
        ],
        mappings: noneIsGood('none'),
        alerts: ['FleetAgentDown', 'FleetAgentHung', 'FleetAgentUnhealthy', 'FleetAgentInvalid', 'FleetAgentImposter'],
        width: 4,
      }),
      stat({
        title: 'Blocked by others',
        about: 'Agents that depend directly on one that fails. They need no mending of their own.',
        queries: [
          {
            expr: `count(agent:fleet_agent_failed:bool{${chosen}} and on (machine, agent) agent:fleet_agent_blocked:bool)
              or sum(machine:fleet_agent_known:sum{${chosen}}) * 0`,
          },
        ],
        mappings: noneIsGood('none', 'orange'),
        width: 4,
      }),
      stat({
        title: 'Alerts that fire',
        about: 'Critical ones and warnings that fire. Nothing is shown where alerting itself does not work.',
        queries: [
          {
            expr: `count(ALERTS{alertstate="firing",severity=~"critical|warning",${chosenOrFleet}})
              or count(ALERTS{alertname="FleetWatchdog",alertstate="firing"}) * 0`,
          },
        ],
        mappings: noneIsGood('none', 'orange'),
        alerts: ['FleetWatchdog'],
        width: 4,
      }),
      stat({
        title: 'Known agents',
        about: 'Share of the configured agents of which is known whether they work.',
        queries: [
          {
            expr: `sum(machine:fleet_agent_covered:sum{${chosen}}) / sum(machine:fleet_agent_configured:sum{${chosen}} > 0)`,
          },
        ],
        unit: 'percentunit',
        decimals: 1,
        alerts: ['FleetCoverageLow'],
        width: 4,
      }),
      stat({
        title: 'Error budget left',
        about: 'Of the 2592 s in 30 days that 99.9 % leave, for the whole fleet. Worked out every 4 minutes.',
        queries: [{ expr: 'slo:fleet_agent_budget_left:ratio{machine="",agent=""}' }],
        unit: 'percentunit',
        decimals: 1,
        alerts: ['FleetBudgetBurn'],
        width: 4,
      }),
    ],
  };
}

function alerts(): Row {
  const kept = 'alertname, severity, risk, machine, agent';
  return {
    title: 'What fires',
    panels: [
      table({
        title: 'Alerts',
        about: 'What fires and since when. Notices (severity info) are left out.',
        queries: [
          {
            expr: `max by (${kept}) (ALERTS_FOR_STATE{severity=~"critical|warning",${chosenOrFleet}}) * 1000
              and on (${kept}) ALERTS{alertstate="firing"}`,
          },
        ],
        values: ['since'],
        columns: [
          severityColumn,
          alertColumn,
          machineColumn,
          agentColumn,
          { name: 'risk' },
          { name: 'since', unit: 'dateTimeFromNow' },
        ],
        none: 'No alert fires. That alerting works is what the panel above says.',
        width: 12,
      }),
      table({
        title: 'Root causes',
        about: 'Agents that fail of themselves, and how many agents cannot work without each.',
        queries: [
          {
            expr: `max by (machine, agent) (fleet_agent_blocked_agents{${chosen}})
              * on (machine, agent) group_left (verdict)
              (agent:fleet_agent_verdict:known and on (machine, agent) agent:fleet_agent_own_failure:bool)`,
          },
        ],
        values: ['blocks'],
        columns: [machineColumn, agentColumn, { name: 'verdict' }, { name: 'blocks' }],
        none: 'No agent fails of itself.',
        width: 12,
      }),
    ],
  };
}

function causes(): Row {
  return {
    title: 'Who needs whom',
    panels: [
      graph({
        title: 'Dependencies',
        about:
          'Arrows lead to what an agent needs. Red fails of itself, orange for want of another, yellow is degraded, blue cannot be verified.',
        nodes: nodes(chosen),
        edges: edges(chosen),
        none: 'No agent has a verdict yet.',
        valueLinks: [toBoard('agent', { machine: column('subtitle'), agent: column('title') })],
        width: 24,
        height: 16,
      }),
    ],
  };
}

function agents(): Row {
  return {
    title: 'Agents over time',
    panels: [
      series({
        title: 'Agents by verdict',
        about: 'How many agents have which verdict.',
        queries: [{ expr: `count by (verdict) (agent:fleet_agent_verdict:now{${chosen}})`, legend: '{{verdict}}' }],
        colours: { ...verdictColours, healthy: good },
        stacked: true,
        between: [0],
        width: 24,
      }),
      timeline({
        title: 'States of the agents',
        about: 'The verdict on each agent over time, as its exporter says it.',
        queries: [{ expr: verdictNumber(chosen), legend: '{{machine}}/{{agent}}' }],
        mappings: [verdictStates],
        valueLinks: [toBoard('agent', { machine: label('machine'), agent: label('agent') })],
        width: 24,
        height: 18,
      }),
    ],
  };
}

function budget(rules: readonly Rule[]): Row {
  const burn = (record: string) =>
    limitOf(rules, {
      alert: 'FleetBudgetBurn',
      severity: 'critical',
      record,
      metric: 'slo:fleet_agent_lost:seconds1m',
    });
  const fleet = 'slo:fleet_agent_lost:seconds1m{machine="",agent=""}';
  const nothing = 'sum(machine:fleet_agent_required:sum > 0) * 0';
  const rate = (window: string, seconds: number) =>
    `(sum_over_time(${fleet}[${window}]) or ${nothing}) / ${seconds / 1000}`;
  return {
    title: 'Error budget',
    panels: [
      series({
        title: 'Availability',
        about: 'Share of the required agents that are up.',
        queries: [
          { expr: `machine:fleet_agent_up:ratio{${chosen}}`, legend: '{{machine}}' },
          { expr: 'fleet:fleet_agent_up:ratio', legend: 'fleet' },
        ],
        unit: 'percentunit',
        width: 8,
      }),
      series({
        title: 'Burn rate, 1 hour',
        about: 'How many times as much is lost as 99.9 % allow. It pages when the last 5 minutes burn as fast.',
        queries: [{ expr: rate('1h', 3600), legend: 'fleet' }],
        limits: [burn('slo:fleet_agent_burn:rate1h')],
        between: [0],
        width: 8,
      }),
      series({
        title: 'Burn rate, 6 hours',
        about: 'How many times as much is lost as 99.9 % allow. It pages when the last 30 minutes burn as fast.',
        queries: [{ expr: rate('6h', 21600), legend: 'fleet' }],
        limits: [burn('slo:fleet_agent_burn:rate6h')],
        between: [0],
        width: 8,
      }),
    ],
  };
}
