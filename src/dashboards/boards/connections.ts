import type { Row } from '../board.js';
import { limitOf } from '../limits.js';
import { label, toBoard } from '../links.js';
import { series } from '../panels/series.js';
import type { Rule } from '../rules.js';
import { chosen } from '../selectors.js';

/** What connections wait for. */
export function connections(rules: readonly Rule[]): Row {
  const ofAgent = [toBoard('agent', { machine: label('machine'), agent: label('agent') })];
  return {
    title: 'Connections',
    panels: [
      series({
        title: 'Ports of outgoing connections',
        about:
          'Share of the ports that the kernel gives to connections, for the destinations that use most. The limit is of each; `other` is the sum of all the rest, and has none.',
        queries: [
          {
            expr: `destination:fleet_ephemeral_used_ports:ratio{${chosen}}
              or max by (machine, destination) (fleet_ephemeral_used_ports{${chosen},destination="other"})
                / on (machine) group_left () max by (machine) (fleet_ephemeral_ports{${chosen}})`,
            legend: '{{machine}} to {{destination}}',
          },
        ],
        unit: 'percentunit',
        between: [0],
        limits: [
          limitOf(rules, { alert: 'FleetEphemeralPortsHigh', metric: 'destination:fleet_ephemeral_used_ports:ratio' }),
        ],
        width: 12,
      }),
      series({
        title: 'Sockets',
        about: 'TCP sockets of the machine by state, whoever has them.',
        queries: [{ expr: `sum by (machine, state) (fleet_sockets{${chosen}})`, legend: '{{machine}} {{state}}' }],
        between: [0],
        width: 12,
      }),
      series({
        title: 'Connections of agents that hang',
        about: 'They get no answer, at two looks in a row; the ten agents with most.',
        queries: [
          {
            expr: `topk(10, sum by (machine, agent) (fleet_agent_sockets_hanging{${chosen},cause="no_answer"}))`,
            legend: '{{machine}}/{{agent}}',
          },
        ],
        between: [0],
        limits: [limitOf(rules, { alert: 'FleetSocketsHanging', metric: 'fleet_agent_sockets_hanging', whole: true })],
        valueLinks: ofAgent,
        width: 12,
      }),
      series({
        title: 'Connections that wait to be accepted',
        about: 'By the agent that should accept them; the ten with most.',
        queries: [
          {
            expr: `topk(10, fleet_agent_accept_queue_connections{${chosen}})`,
            legend: '{{machine}}/{{agent}}',
          },
        ],
        between: [0],
        alerts: ['FleetAcceptQueueGrowing'],
        valueLinks: ofAgent,
        width: 12,
      }),
      series({
        title: 'Connections that nobody closes',
        about: 'The other side has closed them (CLOSE-WAIT); the ten agents with most.',
        queries: [
          {
            expr: `topk(10, fleet_agent_sockets{${chosen},state="close-wait"})`,
            legend: '{{machine}}/{{agent}}',
          },
        ],
        between: [0],
        limits: [limitOf(rules, { alert: 'FleetSocketsUnclosed', metric: 'fleet_agent_sockets', whole: true })],
        valueLinks: ofAgent,
        width: 12,
      }),
      series({
        title: 'Dropped connections',
        about: 'On their way into an accept queue, of any process, per second.',
        queries: [
          { expr: `rate(fleet_listen_drops_total{${chosen}}[5m])`, legend: '{{machine}} dropped' },
          { expr: `rate(fleet_listen_overflows_total{${chosen}}[5m])`, legend: '{{machine}} met a full queue' },
        ],
        unit: 'cps',
        between: [0],
        alerts: ['FleetListenDrops'],
        width: 12,
      }),
    ],
  };
}
