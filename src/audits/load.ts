import { parseYaml } from '../document/parse.js';
import { readText } from '../document/read.js';
import type { Finding } from '../finding.js';
import { expand, type Variables } from '../fleet/expand.js';
import { type MachineSource, parseStartupFile, type StartupReading } from '../fleet/read.js';
import type { AuditedMachine, MachinePort } from './machine.js';
import { placesIn } from './places.js';

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
  const read = await readText(source.startupFile);
  if ('finding' in read) return { findings: [{ ...read.finding, machine: source.name }] };
  return auditedMachine(source, read.text, reading);
}

/** {@link loadFleet} for one text that is at hand. */
export function auditedMachine(source: AuditSource, text: string, reading: StartupReading): LoadedMachine {
  const { machine, findings } = parseStartupFile(source, text, reading);
  if (machine === undefined) return { findings };
  const { projectRoot, exporterPort } = source;
  const machinePorts = machinePortsIn(source.startupFile, text, reading.variables);
  const places = placesIn(machine, text, source.agentsKey);
  return { findings, machine: { ...machine, projectRoot, exporterPort, machinePorts, places } };
}

/** Any key that could be one of a port of the machine; `health_check_port` is every agent's. */
const otherPortKey = /(?<!health_check)_port["']?\s*:/;

function machinePortsIn(file: string, text: string, variables: Variables): MachinePort[] {
  // Parsing a large file takes a second: not for the many that have no such key.
  if (!otherPortKey.test(text)) return [];
  const { value } = expand(parseYaml(file, text, { version: '1.1' }), variables);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, port]: [string, unknown]) =>
    key.endsWith('_port') && typeof port === 'number' ? [{ key, port }] : [],
  );
}
