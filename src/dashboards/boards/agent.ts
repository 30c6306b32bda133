import type { Board, Row } from '../board.js';
import { bad, good, states, warning } from '../colours.js';
import { limitOf } from '../limits.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';
import { timeline } from '../panels/timeline.js';
import type { Rule } from '../rules.js';
import { chosenAgent } from '../selectors.js';
import { oneAgent, oneMachine } from '../variables.js';
import { verdictNumber, verdictStates } from '../verdicts.js';
import { agentConnections } from './agentConnections.js';
import { agentDependencies } from './agentDependencies.js';
import { agentFiles } from './agentFiles.js';
import { agentProcess } from './agentProcess.js';

/** Everything about one agent: what it says, its process, whom it needs, its ports and its log. */
export function agentBoard(rules: readonly Rule[]): Board {
  return {
    name: 'agent',
    about: 'One agent: what it says, its process, whom it needs and who needs it, its ports, its log.',
    variables: [oneMachine(), oneAgent()],
    hours: 3,
    rows: [
      state(),
      answers(rules),
      agentProcess(rules),
      agentDependencies(),
      agentConnections(rules),
      agentFiles(rules),
    ],
  };
}

function state(): Row {
  return {
    title: 'How it is',
    panels: [
      stat({
        title: 'Verdict',
        about: 'What its exporter says of it now.',
        queries: [{ expr: verdictNumber(chosenAgent) }],
        mappings: [verdictStates],
        width: 4,
      }),
      stat({
        title: 'Whose failure',
        about: 'Its own, or for want of an agent that it depends on directly.',
        queries: [
          {
            expr: `agent:fleet_agent_own_failure:bool{${chosenAgent}} * 2
              or on (machine, agent) agent:fleet_agent_failed:bool{${chosenAgent}} * 1
              or on (machine, agent) max by (machine, agent) (agent:fleet_agent_verdict:known{${chosenAgent}}) * 0`,
          },
        ],
        mappings: [
          states({
            0: { text: 'none', color: good },
            1: { text: "another's, or not yet known", color: warning },
            2: { text: 'its own', color: bad },
          }),
        ],
        width: 4,
      }),
      stat({
        title: 'So since',
        about: 'When this verdict was come to.',
        queries: [{ expr: `max(fleet_agent_verdict_timestamp_seconds{${chosenAgent}} > 0) * 1000` }],
        unit: 'dateTimeFromNow',
        none: 'Not looked yet',
        width: 4,
      }),
      stat({
        title: 'Last found well',
        about: 'The last answer that found it up, since its exporter started.',
        queries: [{ expr: `max(fleet_agent_last_healthy_timestamp_seconds{${chosenAgent}} > 0) * 1000` }],
        unit: 'dateTimeFromNow',
        none: 'Not since the exporter started',
        width: 4,
      }),
      stat({
        title: 'Base class',
        about: 'What its code and its answers say together.',
        queries: [{ expr: `fleet_agent_adoption{${chosenAgent}} == 1`, legend: '{{state}}' }],
        says: 'name',
        alerts: ['FleetAgentAdoptedSilent', 'FleetAgentUnverified'],
        width: 4,
      }),
      stat({
        title: 'Error budget left',
        about: 'Of the 2592 s in 30 days that 99.9 % leave. Worked out every 4 minutes; optional agents have none.',
        queries: [{ expr: `slo:fleet_agent_budget_left:ratio{${chosenAgent}}` }],
        unit: 'percentunit',
        decimals: 1,
        alerts: ['FleetAgentBudgetBurn'],
        none: 'Optional, or not worked out yet',
        width: 4,
      }),
    ],
  };
}

function answers(rules: readonly Rule[]): Row {
  return {
    title: 'How it answers',
    panels: [
      timeline({
        title: 'States',
        about: 'The verdict over time.',
        queries: [{ expr: verdictNumber(chosenAgent), legend: '{{agent}}' }],
        mappings: [verdictStates],
        width: 24,
        height: 4,
      }),
      series({
        title: 'Time to answer',
        about: 'The last probe. Slow is what takes longer than the limit and three times as long as the day before.',
        queries: [{ expr: `fleet_agent_probe_duration_seconds{${chosenAgent}}`, legend: 'last probe' }],
        unit: 's',
        between: [0],
        limits: [
          limitOf(rules, {
            alert: 'FleetAgentSlow',
            record: 'agent:fleet_agent_slow:ratio',
            metric: 'agent:fleet_agent_probe_duration_seconds:avg10m',
          }),
        ],
        width: 12,
      }),
      series({
        title: 'Restarts and changes of verdict',
        about: 'Within 10 minutes each.',
        queries: [
          { expr: `increase(fleet_agent_restarts_total{${chosenAgent}}[10m])`, legend: 'restarts' },
          {
            expr: `increase(fleet_agent_verdict_transitions_total{${chosenAgent}}[10m])`,
            legend: 'changes of verdict',
          },
        ],
        between: [0],
        limits: [
          limitOf(rules, {
            alert: 'FleetAgentRestarting',
            record: 'agent:fleet_agent_restart_loop:bool',
            metric: 'agent:fleet_agent_restarts:sum10m',
          }),
        ],
        alerts: ['FleetAgentFlapping'],
        width: 12,
      }),
    ],
  };
}
