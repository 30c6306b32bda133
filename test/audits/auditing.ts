import { dirname, join } from 'node:path';
import { type AuditSource, auditedMachine, loadFleet } from '../../src/audits/load.js';
import type { AuditedMachine } from '../../src/audits/machine.js';
import { type ProjectFiles, projectFiles } from '../../src/audits/paths/projectFiles.js';
import { audits } from '../../src/audits/registry.js';
import { type AuditSettings, defaultAuditSettings } from '../../src/audits/settings.js';
import { compareFindings, type Finding } from '../../src/finding.js';

export const fixtures = join(import.meta.dirname, '../fixtures/audits');

export interface Held {
  readonly settings?: Partial<AuditSettings>;
  readonly files?: Partial<ProjectFiles>;
}

/** All findings in start-up files of the fixtures, sorted by place; each file is a machine. */
export async function findingsIn(names: readonly string[], held: Held = {}): Promise<Finding[]> {
  const fleet = await loadFleet(
    names.map((name) => source(join(fixtures, name))),
    { variables: {} },
  );
  const found = await auditAll(fleet.machines, held);
  return [...fleet.findings, ...fleet.unread.flatMap(({ findings }) => findings), ...found].sort(compareFindings);
}

export async function auditAll(machines: readonly AuditedMachine[], held: Held = {}): Promise<Finding[]> {
  const context = {
    machines,
    unread: [],
    settings: { ...defaultAuditSettings, ...held.settings },
    files: { ...projectFiles(), ...held.files },
  };
  const outcomes = await Promise.all(audits.filter(({ onRequest }) => !onRequest).map((audit) => audit.audit(context)));
  return outcomes.flatMap(({ findings }) => findings);
}

/** The machine that a start-up text describes. */
export function machineOf(text: string, given: Partial<AuditSource> = {}): AuditedMachine {
  const { machine, findings } = auditedMachine({ ...source('m/startup_config.yaml'), name: 'm', ...given }, text, {
    variables: {},
  });
  if (machine === undefined) throw new Error(findings.map(({ message }) => message).join('\n'));
  return machine;
}

function source(startupFile: string): AuditSource {
  const name = startupFile.replace(/.*\//, '').replace(/\..*/, '');
  return { name, startupFile, projectRoot: dirname(startupFile), exporterPort: undefined };
}
