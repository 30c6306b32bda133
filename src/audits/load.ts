import type { Finding } from '../finding.js';
import {
  type MachineSource,
  parseStartupFile,
  readStartupFile,
  type StartupReading,
  type StartupResult,
} from '../fleet/read.js';
import type { AuditedMachine } from './machine.js';

/** A machine to audit, before its start-up file is read. */
export interface AuditSource extends MachineSource {
  readonly projectRoot: string;
  readonly exporterPort: number | undefined;
}

export interface LoadedFleet {
  readonly machines: readonly AuditedMachine[];
  /** What is wrong in the start-up files of the machines that can be audited. */
  readonly findings: readonly Finding[];
  /** Machines that cannot, and why. */
  readonly unread: readonly { readonly name: string; readonly findings: readonly Finding[] }[];
}

type LoadedMachine = { readonly machine?: AuditedMachine; readonly findings: readonly Finding[] };

/** Reads the start-up files of all machines for audits. Never throws. */
export async function loadFleet(sources: readonly AuditSource[], reading: StartupReading): Promise<LoadedFleet> {
  const loaded = await Promise.all(sources.map((source) => loadMachine(source, reading)));
  return {
    machines: loaded.flatMap(({ machine }) => machine ?? []),
    findings: loaded.flatMap(({ machine, findings }) => (machine === undefined ? [] : findings)),
    unread: sources.flatMap(({ name }, index) => {
      const { machine, findings = [] } = loaded[index] ?? {};
      return machine === undefined ? [{ name, findings }] : [];
    }),
  };
}

async function loadMachine(source: AuditSource, reading: StartupReading): Promise<LoadedMachine> {
  return audited(source, await readStartupFile(source, reading));
}

/** {@link loadFleet} for one text that is at hand. */
export function auditedMachine(source: AuditSource, text: string, reading: StartupReading): LoadedMachine {
  return audited(source, parseStartupFile(source, text, reading));
}

function audited({ projectRoot, exporterPort }: AuditSource, { machine, findings }: StartupResult): LoadedMachine {
  return machine === undefined ? { findings } : { findings, machine: { ...machine, projectRoot, exporterPort } };
}
