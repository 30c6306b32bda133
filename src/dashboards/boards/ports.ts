import type { Board, Row } from '../board.js';
import { bad, good, noneIsGood, notice, warning, words } from '../colours.js';
import { agentColumn, machineColumn } from '../columns.js';
import { limitOf } from '../limits.js';
import { heat } from '../panels/heat.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';
import { table } from '../panels/table.js';
import type { Rule } from '../rules.js';
import { chosen } from '../selectors.js';
import { machines } from '../variables.js';
import { connections } from './connections.js';

/** Who has which port, is there room for more, and what do connections wait for. */
export function portsBoard(rules: readonly Rule[]): Board {
  return {
    name: 'ports',
    about: 'Who has which port, is there room for more, and what do connections wait for.',
    variables: [machines()],
    hours: 6,
    rows: [range(rules), wrong(), connections(rules)],
  };
}

function range(rules: readonly Rule[]): Row {
  const metric = 'machine:fleet_port_range_free:ratio';
  const freeLimit = limitOf(rules, { alert: 'FleetPortRangeFull', metric });
  return {
    title: "The agents' range",
    panels: [
      stat({
        title: 'Free',
        about: 'Share of the range that is meant for agents on which nothing is assigned and nobody listens.',
        queries: [{ expr: `${metric}{${chosen}}`, legend: '{{machine}}' }],
        says: 'value-and-name',
        unit: 'percentunit',
        limits: [freeLimit],
        width: 8,
      }),
      stat({
        title: 'Longest free stretch',
        about: 'In ports, of the range.',
        queries: [{ expr: `fleet_port_range_largest_free_ports{${chosen}}`, legend: '{{machine}}' }],
        says: 'value-and-name',
        width: 8,
      }),
      stat({
        title: 'Rogue listeners',
        about: 'Ports of the range on which somebody listens and that nothing assigns.',
        queries: [{ expr: `fleet_port_rogue_listeners{${chosen}}`, legend: '{{machine}}' }],
        says: 'value-and-name',
        mappings: noneIsGood('none', warning),
        alerts: ['FleetPortRogue'],
        width: 8,
      }),
      heat({
        title: 'Assigned ports, by hundreds',
        about: 'How many ports of each hundred are configured for agents: service ports and health check ports.',
        queries: [{ expr: byHundreds(), legend: '{{hundred}}' }],
        rows: 'ports from',
        width: 12,
        height: 12,
      }),
      series({
        title: 'Free share of the range',
        about: 'Below the limit it is nearly full. A ticket comes earlier where the trend of a week says so.',
        queries: [{ expr: `${metric}{${chosen}}`, legend: '{{machine}}' }],
        unit: 'percentunit',
        between: [0, 1],
        limits: [freeLimit],
        width: 12,
        height: 12,
      }),
    ],
  };
}

/** The two roles have a label each, so that an agent counts with both of its ports. */
function byHundreds(): string {
  const hundreds = (port: string) =>
    `label_replace(label_replace(fleet_agent_info{${chosen}}, "hundred", "\${1}00", "${port}", "(.+).."), "role", "${port}", "", "")`;
  return `count by (hundred) (${hundreds('port')} or ${hundreds('health_check_port')})`;
}

function wrong(): Row {
  const states = words({ listening: good, unused: good, silent: warning, unseen: notice, taken: bad });
  return {
    title: 'Who has which port',
    panels: [
      series({
        title: 'States of ports',
        about: "Of all ports that agents have. Unseen are those whose holder's process may not be looked at.",
        queries: [{ expr: `sum by (state) (fleet_agent_port_state{${chosen}})`, legend: '{{state}}' }],
        colours: { listening: good, unused: 'blue', silent: warning, unseen: 'purple', taken: bad },
        stacked: true,
        between: [0],
        alerts: ['FleetPortTaken', 'FleetPortSilent'],
        width: 12,
      }),
      table({
        title: 'Ports that are not as they should be',
        about: 'Silent ones of agents that run, ports that another process has, and those that could not be seen.',
        queries: [{ expr: `fleet_agent_port_state{${chosen},state=~"taken|silent|unseen"} == 1` }],
        values: [undefined],
        columns: [{ name: 'state', mappings: [states] }, machineColumn, agentColumn, { name: 'role' }],
        none: 'Every port is held by its agent.',
        width: 12,
      }),
      table({
        title: 'Taken ports',
        about: 'Who has a port of an agent.',
        queries: [{ expr: `fleet_agent_port_taken_info{${chosen}}` }],
        values: [undefined],
        columns: [machineColumn, agentColumn, { name: 'role' }, { name: 'port' }, { name: 'holder' }],
        alerts: ['FleetPortTaken'],
        none: 'No port of an agent is held by another process.',
        width: 12,
      }),
      table({
        title: 'Who listens there',
        about: 'Who listens on a port of the range that nothing assigns; 20 of each machine.',
        queries: [{ expr: `fleet_port_rogue_info{${chosen}}` }],
        values: [undefined],
        columns: [machineColumn, { name: 'port' }, { name: 'holder' }],
        alerts: ['FleetPortRogue', 'FleetProcessUnconfigured'],
        none: 'Nobody listens on a port that nothing assigns.',
        width: 12,
      }),
    ],
  };
}
