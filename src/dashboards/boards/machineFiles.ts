import type { Row } from '../board.js';
import { bad, good, noneIsGood, type State, states, warning } from '../colours.js';
import { codeColumn, machineColumn, severityColumn } from '../columns.js';
import { toFindings } from '../links.js';
import { stat } from '../panels/stat.js';
import { table } from '../panels/table.js';
import { chosen } from '../selectors.js';

const loaded: Readonly<Record<number, State>> = {
  0: { text: 'broken, the former one is in use', color: bad },
  1: { text: 'read', color: good },
};

/** Whether a machine's files are those that its exporter has read, and what is wrong in them. */
export function files(): Row {
  return {
    title: 'Start-up file and settings',
    panels: [
      stat({
        title: 'Start-up files',
        about: 'Whether the last load succeeded, by the machine whose file it is.',
        queries: [{ expr: `min by (startup_of) (fleetwatch_fleet_load_success{${chosen}})`, legend: '{{startup_of}}' }],
        says: 'value-and-name',
        mappings: [states(loaded)],
        alerts: ['FleetStartupFileBroken'],
        width: 8,
      }),
      stat({
        title: 'Start-up files that changed since',
        about: 'The file on disk is not the one that was read.',
        queries: [{ expr: `max by (startup_of) (fleet_startup_file_stale{${chosen}})`, legend: '{{startup_of}}' }],
        says: 'value-and-name',
        mappings: noneIsGood('as read', warning),
        alerts: ['FleetStartupFileStale'],
        width: 8,
      }),
      stat({
        title: 'Settings that changed since',
        about: 'The settings file on disk is not the one that was read.',
        queries: [{ expr: `max by (machine) (fleet_settings_file_stale{${chosen}})`, legend: '{{machine}}' }],
        says: 'value-and-name',
        mappings: noneIsGood('as read', warning),
        alerts: ['FleetSettingsStale', 'FleetSettingsBroken'],
        width: 8,
      }),
      table({
        title: 'What is wrong in what is written down',
        about: 'By code: findings in the start-up files, and those of the audits, of which some are no error today.',
        queries: [
          {
            expr: `max by (machine, code, risk, severity) (fleet_audit_findings{${chosen}} or fleet_config_findings{${chosen}}) > 0`,
          },
        ],
        values: ['findings'],
        columns: [severityColumn, codeColumn, machineColumn, { name: 'risk' }, { name: 'findings' }],
        alerts: ['FleetAuditErrors', 'FleetAuditWarnings', 'FleetConfigFindings'],
        links: [toFindings],
        none: 'Nothing was found in what is written down.',
        width: 24,
      }),
    ],
  };
}
