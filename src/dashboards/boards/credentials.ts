import type { Board, Row } from '../board.js';
import { bad, good, noneIsGood, states, warning, words } from '../colours.js';
import { agentColumn, machineColumn } from '../columns.js';
import { limitOf } from '../limits.js';
import { toFindings } from '../links.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';
import { table } from '../panels/table.js';
import type { Rule } from '../rules.js';
import { chosen } from '../selectors.js';
import { machines } from '../variables.js';

/** Where credentials can be seen, and where nobody could look. */
export function credentialsBoard(rules: readonly Rule[]): Board {
  return {
    name: 'credentials',
    about: 'Where credentials can be seen, and where nobody could look. No credential is shown here or kept anywhere.',
    variables: [machines()],
    hours: 24,
    rows: [found(), accepted(rules), blind(), audit()],
  };
}

const alerts = ['FleetLeakCommandLine', 'FleetLeakLog', 'FleetLeakEnvironment', 'FleetLeakFile'];

/** Of surfaces, the gravest first. */
const surfaces = words({ cmdline: bad, log: bad, environ: warning, config: warning, code: warning });

function found(): Row {
  const leak = 'machine, agent, surface, rule';
  return {
    title: 'What was found',
    panels: [
      stat({
        title: 'Places that show a credential',
        about:
          'By surface, accepted ones apart. Nothing found means something only where somebody looked: see the panel beside.',
        queries: [{ expr: `sum by (surface) (fleet_leak_surface_leaks{${chosen}})`, legend: '{{surface}}' }],
        says: 'value-and-name',
        mappings: noneIsGood('none found'),
        alerts,
        none: 'Nobody has looked.',
        width: 12,
        height: 5,
      }),
      stat({
        title: 'Looked through last',
        about: 'When all of a surface was last looked through, on the machine where that is longest ago.',
        queries: [
          {
            expr: `min by (surface) (fleet_leak_surface_looked_timestamp_seconds{${chosen}}) * 1000`,
            legend: '{{surface}}',
          },
        ],
        says: 'value-and-name',
        unit: 'dateTimeFromNow',
        alerts: ['FleetLeakBlind'],
        none: 'Nobody has looked.',
        width: 12,
        height: 5,
      }),
      table({
        title: 'Leaks',
        about:
          'Different credentials by the surface on which they do most harm. No agent: it is of none, or of several.',
        queries: [
          { expr: `max by (${leak}) (fleet_leak_credentials{${chosen}}) > 0` },
          {
            expr: `max by (${leak}) (fleet_leak_first_seen_timestamp_seconds{${chosen}}) * 1000
              and on (${leak}) fleet_leak_credentials > 0`,
          },
          {
            expr: `max by (${leak}) (fleet_leak_last_seen_timestamp_seconds{${chosen}}) * 1000
              and on (${leak}) fleet_leak_credentials > 0`,
          },
        ],
        values: ['credentials', 'first seen', 'last seen'],
        columns: [
          { name: 'surface', mappings: [surfaces] },
          { name: 'rule' },
          machineColumn,
          agentColumn,
          { name: 'credentials' },
          { name: 'first seen', unit: 'dateTimeFromNow' },
          { name: 'last seen', unit: 'dateTimeFromNow' },
        ],
        alerts,
        links: [toFindings],
        none: 'No leak found where fleetwatch could look; where it could not, the panels below say.',
        width: 24,
      }),
      series({
        title: 'Places over time',
        about: 'By surface, accepted ones apart.',
        queries: [{ expr: `sum by (surface) (fleet_leak_surface_leaks{${chosen}})`, legend: '{{surface}}' }],
        between: [0],
        width: 12,
      }),
      stat({
        title: 'Agents with a leak',
        about: 'How many agents show a credential somewhere.',
        queries: [{ expr: `sum(fleet_agent_leaks{${chosen}} > bool 0)` }],
        mappings: noneIsGood('none found'),
        width: 6,
        height: 8,
      }),
      stat({
        title: 'Counted, not listed',
        about: 'Leaks that are too many to be listed.',
        queries: [{ expr: `sum(fleet_leaks_unlisted{${chosen}})` }],
        mappings: noneIsGood('none', warning),
        width: 6,
        height: 8,
      }),
    ],
  };
}

function accepted(rules: readonly Rule[]): Row {
  const end = 'fleet_leak_acceptance_end_timestamp_seconds';
  return {
    title: 'What is put up with',
    panels: [
      stat({
        title: 'Accepted places',
        about: 'They show a credential, and somebody has said why that is so and until when.',
        queries: [{ expr: `sum by (surface) (fleet_leaks_accepted{${chosen}})`, legend: '{{surface}}' }],
        says: 'value-and-name',
        mappings: noneIsGood('none', 'blue'),
        width: 12,
      }),
      stat({
        title: 'The first acceptance ends in',
        about: 'From then on the leak counts again.',
        queries: [
          {
            expr: `min by (machine) (${end}{${chosen}} > 0) - time() or min by (machine) (${end}{${chosen}} == 0)`,
            legend: '{{machine}}',
          },
        ],
        mappings: [states({ 0: { text: 'nothing is accepted', color: good } })],
        says: 'value-and-name',
        unit: 's',
        limits: [limitOf(rules, { alert: 'FleetLeakAcceptanceExpiring', metric: end })],
        width: 12,
      }),
    ],
  };
}

function blind(): Row {
  return {
    title: 'Where nobody could look',
    panels: [
      stat({
        title: 'Environments read',
        about: 'Share of the processes of each machine. Those of other users can be read by root alone.',
        queries: [{ expr: `fleet_leak_environments_read_ratio{${chosen}}`, legend: '{{machine}}' }],
        says: 'value-and-name',
        unit: 'percentunit',
        width: 8,
      }),
      stat({
        title: 'Environments of agents not read',
        about: 'Credentials in them would not be noticed.',
        queries: [{ expr: `sum by (machine) (fleet_agent_unread_environments{${chosen}})`, legend: '{{machine}}' }],
        says: 'value-and-name',
        mappings: noneIsGood('none', warning),
        alerts: ['FleetLeakBlind'],
        width: 8,
      }),
      stat({
        title: 'Logs not looked through yet',
        about: 'Bytes behind.',
        queries: [{ expr: `fleet_leak_log_backlog_bytes{${chosen}}`, legend: '{{machine}}' }],
        says: 'value-and-name',
        unit: 'bytes',
        alerts: ['FleetLeakBlind'],
        width: 8,
      }),
      stat({
        title: 'Files not looked through',
        about: 'By reason, of what lies below the project root.',
        queries: [
          { expr: `sum by (machine, reason) (fleet_leak_file_gaps{${chosen}})`, legend: '{{machine}} {{reason}}' },
        ],
        says: 'value-and-name',
        alerts: ['FleetLeakBlind'],
        width: 12,
      }),
      stat({
        title: 'Logs not read',
        about: 'By reason, of the log directories.',
        queries: [
          { expr: `sum by (machine, reason) (fleet_leak_log_gaps{${chosen}})`, legend: '{{machine}} {{reason}}' },
        ],
        says: 'value-and-name',
        alerts: ['FleetLeakBlind'],
        width: 12,
      }),
    ],
  };
}

function audit(): Row {
  return {
    title: 'What was looked through',
    panels: [
      stat({
        title: 'Processes looked at',
        about: 'On the last pass, by machine.',
        queries: [{ expr: `fleet_leak_processes{${chosen}}`, legend: '{{machine}}' }],
        says: 'value-and-name',
        width: 8,
      }),
      stat({
        title: 'Files looked through',
        about: 'On the last pass, by machine.',
        queries: [{ expr: `fleet_leak_files{${chosen}}`, legend: '{{machine}}' }],
        says: 'value-and-name',
        width: 8,
      }),
      stat({
        title: 'Logs that are read while they grow',
        about: 'By machine.',
        queries: [{ expr: `fleet_leak_log_files{${chosen}}`, legend: '{{machine}}' }],
        says: 'value-and-name',
        width: 8,
      }),
    ],
  };
}
