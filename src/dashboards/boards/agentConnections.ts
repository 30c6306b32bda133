import type { Row } from '../board.js';
import { bad, good, noneIsGood, warning, words } from '../colours.js';
import { limitOf } from '../limits.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';
import { table } from '../panels/table.js';
import type { Rule } from '../rules.js';
import { chosenAgent } from '../selectors.js';

/** Ports and connections of an agent. */
export function agentConnections(rules: readonly Rule[]): Row {
  return {
    title: 'Its ports and connections',
    panels: [
      table({
        title: 'Ports',
        about: 'What is the case with each of its ports. A derived port that it need not open is unused.',
        queries: [{ expr: `fleet_agent_port_state{${chosenAgent}} == 1` }],
        values: [undefined],
        columns: [
          { name: 'role' },
          { name: 'state', mappings: [words({ listening: good, unused: good, silent: warning, taken: bad })] },
        ],
        alerts: ['FleetPortTaken', 'FleetPortSilent'],
        width: 6,
      }),
      stat({
        title: 'Connections that hang',
        about: 'They get no answer, at two looks in a row.',
        queries: [{ expr: `sum(fleet_agent_sockets_hanging{${chosenAgent},cause="no_answer"})` }],
        limits: [limitOf(rules, { alert: 'FleetSocketsHanging', metric: 'fleet_agent_sockets_hanging', whole: true })],
        width: 3,
      }),
      stat({
        title: 'Waiting for it',
        about: 'Connections that it has not accepted yet, at the listener with most.',
        queries: [{ expr: `max(fleet_agent_accept_queue_connections{${chosenAgent}})` }],
        alerts: ['FleetAcceptQueueGrowing'],
        width: 3,
      }),
      series({
        title: 'Connections',
        about: 'TCP sockets of it and its workers, by state.',
        queries: [{ expr: `fleet_agent_sockets{${chosenAgent}}`, legend: '{{state}}' }],
        between: [0],
        width: 6,
      }),
      series({
        title: 'Connections it does not close',
        about: 'The other side has closed them (CLOSE-WAIT).',
        queries: [{ expr: `fleet_agent_sockets{${chosenAgent},state="close-wait"}`, legend: 'close-wait' }],
        limits: [limitOf(rules, { alert: 'FleetSocketsUnclosed', metric: 'fleet_agent_sockets', whole: true })],
        between: [0],
        width: 6,
      }),
      stat({
        title: 'Port drift',
        about: 'Whether it was started with another port than the one configured.',
        queries: [{ expr: `fleet_agent_port_drift{${chosenAgent}}` }],
        mappings: noneIsGood('as configured'),
        alerts: ['FleetAgentPortDrift'],
        none: 'Its environment cannot be read',
        width: 6,
      }),
    ],
  };
}
