import { bad, notice, warning, words } from './colours.js';
import { column, toBoard, toFinding, toRunbook } from './links.js';
import type { Column } from './panels/table.js';

/** Columns that many tables have, and where their cells lead. */
export const machineColumn: Column = {
  name: 'machine',
  links: [toBoard('machine', { machine: column('machine') })],
};

export const agentColumn: Column = {
  name: 'agent',
  links: [toBoard('agent', { machine: column('machine'), agent: column('agent') })],
};

export const codeColumn: Column = { name: 'code', links: [toFinding(column('code'))] };

export const alertColumn: Column = { name: 'alertname', links: [toRunbook(column('alertname'), 'Runbook')] };

/** Of alerts and of findings. */
export const severityColumn: Column = {
  name: 'severity',
  mappings: [words({ critical: bad, error: bad, warning, info: notice })],
};
