import type { Board, Row } from '../board.js';
import { bad, good, noneIsGood, notice, renamed, warning, words, yesOrNo } from '../colours.js';
import { toFindings } from '../links.js';
import { series } from '../panels/series.js';
import { stat } from '../panels/stat.js';
import { type Column, table } from '../panels/table.js';
import { chosen, chosenOrFleet } from '../selectors.js';
import { machines } from '../variables.js';

/** The eight risks: what is open, how far mending them has come, and whether Phase 0 is passed. */
export function risksBoard(): Board {
  return {
    name: 'risks',
    about: 'The eight risks: what is open, how far mending them has come, and whether Phase 0 is passed.',
    variables: [machines()],
    hours: 24,
    rows: [matrix(), phaseZero(), adoption()],
  };
}

/** Letters, and in a word what each is about. */
const riskColumn: Column = {
  name: 'risk',
  mappings: [
    renamed({
      A: 'A: script paths',
      B: 'B: dependencies',
      C: 'C: ports',
      D: 'D: base class, health',
      E: 'E: logs, disks',
      F: 'F: one hub',
      G: 'G: configuration',
      H: 'H: credentials',
    }),
  ],
};

function matrix(): Row {
  const states = words({ open: bad, in_progress: warning, baking: notice, mitigated: good });
  return {
    title: 'Risks',
    panels: [
      table({
        title: 'Findings by risk',
        about:
          'What the audits find in what is written down; what the start-up files have wrong; and alerts that fire.',
        queries: [
          { expr: `sum by (risk) (fleet_audit_risk_findings{${chosen},severity="error"})` },
          { expr: `sum by (risk) (fleet_audit_risk_findings{${chosen},severity="warning"})` },
          {
            expr: `sum by (risk) (fleet_config_findings{${chosen}}) or sum by (risk) (fleet_audit_risk_findings{${chosen}}) * 0`,
          },
          {
            expr: `count by (risk) (ALERTS{alertstate="firing",severity=~"critical|warning",${chosenOrFleet}})
              or sum by (risk) (fleet_audit_risk_findings{${chosen}}) * 0`,
          },
        ],
        values: ['audit: errors', 'audit: warnings', 'start-up files', 'alerts'],
        columns: [
          riskColumn,
          { name: 'audit: errors', mappings: noneIsGood('0') },
          { name: 'audit: warnings', mappings: noneIsGood('0', warning) },
          { name: 'start-up files', mappings: noneIsGood('0', warning) },
          { name: 'alerts', mappings: noneIsGood('0', warning) },
        ],
        links: [toFindings],
        width: 12,
        height: 10,
      }),
      table({
        title: 'How far mending has come',
        about: 'By machine: open, in progress, baking under watch, or mitigated; and all findings that are open.',
        queries: [
          { expr: `max by (machine, risk, state) (fleet_risk_mitigation{${chosen}}) == 1` },
          { expr: `max by (machine, risk) (fleet_risk_open_findings{${chosen}})` },
        ],
        values: [undefined, 'open findings'],
        columns: [riskColumn, { name: 'machine' }, { name: 'state', mappings: [states] }, { name: 'open findings' }],
        width: 12,
        height: 10,
      }),
      series({
        title: 'Open findings',
        about: 'By risk, over all machines chosen.',
        queries: [{ expr: `sum by (risk) (fleet_risk_open_findings{${chosen}})`, legend: '{{risk}}' }],
        between: [0],
        width: 24,
      }),
    ],
  };
}

function phaseZero(): Row {
  return {
    title: 'Phase 0',
    panels: [
      stat({
        title: 'Criteria met',
        about: 'Share of the criteria of Phase 0 that hold, by machine.',
        queries: [{ expr: `avg by (machine) (fleet_phase0_criterion{${chosen}})`, legend: '{{machine}}' }],
        says: 'value-and-name',
        unit: 'percentunit',
        width: 8,
        height: 8,
      }),
      table({
        title: 'Criteria',
        about: 'Each with whether it holds.',
        queries: [{ expr: `max by (machine, criterion) (fleet_phase0_criterion{${chosen}})` }],
        values: ['met'],
        columns: [{ name: 'machine' }, { name: 'criterion' }, { name: 'met', mappings: yesOrNo('yes', 'no', good) }],
        width: 16,
      }),
    ],
  };
}

function adoption(): Row {
  return {
    title: 'Promises',
    panels: [
      series({
        title: 'On the base class',
        about: 'Share of the configured agents whose code inherits it.',
        queries: [
          { expr: `machine:fleet_agent_adopted:ratio{${chosen}}`, legend: '{{machine}}' },
          { expr: 'fleet:fleet_agent_adopted:ratio', legend: 'fleet' },
        ],
        unit: 'percentunit',
        between: [0, 1],
        width: 8,
      }),
      series({
        title: 'Answer health checks',
        about: 'Share of the configured agents whose health answer is verified. The promise is all of them.',
        queries: [
          { expr: `machine:fleet_agent_verified:ratio{${chosen}}`, legend: '{{machine}}' },
          { expr: 'fleet:fleet_agent_verified:ratio', legend: 'fleet' },
        ],
        unit: 'percentunit',
        between: [0, 1],
        width: 8,
      }),
      series({
        title: 'Adoption, by state',
        about: 'What code and answers say together.',
        queries: [{ expr: `sum by (state) (fleet_agent_adoption{${chosen}})`, legend: '{{state}}' }],
        stacked: true,
        between: [0],
        alerts: ['FleetAgentAdoptedSilent', 'FleetAdoptionUnknown'],
        width: 8,
      }),
    ],
  };
}
