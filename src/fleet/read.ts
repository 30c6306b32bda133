import { digestOf } from '../document/digest.js';
import type { ParsedDocument, Path } from '../document/parse.js';
import { parseYaml } from '../document/parse.js';
import { readText } from '../document/read.js';
import { validate } from '../document/schema.js';
import type { Finding, Severity } from '../finding.js';
import { agentEntries, duplicateAgents, noAgents } from './agents.js';
import { expand, type Variables } from './expand.js';
import { readHealthChecks } from './healthChecks.js';
import { oldLayout } from './layout.js';
import type { Machine } from './model.js';
import { machinePortsIn, notePlaces } from './places.js';
import { quotableKeys } from './secrets.js';
import { startupSchema } from './startupSchema.js';

/** What to read for one machine. */
export interface MachineSource {
  readonly name: string;
  readonly startupFile: string;
  /** Key of a plain list of agents beside the usual ones. */
  readonly agentsKey?: string | undefined;
}

export interface StartupReading {
  readonly variables: Variables;
  /** Unknown keys are errors instead of warnings. */
  readonly strict?: boolean;
}

export interface StartupResult {
  /** Absent where the file has findings of severity `error`: a half-understood file is no fleet. */
  readonly machine?: Machine;
  readonly findings: readonly Finding[];
}

/** Reads one start-up file, in either format, with all of its problems at once. Never throws. */
export async function readStartupFile(source: MachineSource, reading: StartupReading): Promise<StartupResult> {
  const read = await readText(source.startupFile);
  if ('finding' in read) return { findings: [{ ...read.finding, machine: source.name }] };
  return parseStartupFile(source, read.text, reading);
}

/** {@link readStartupFile} for a text that is at hand. */
export function parseStartupFile(source: MachineSource, text: string, reading: StartupReading): StartupResult {
  const document = parseYaml(source.startupFile, text, { version: '1.1' });
  if (document.value === undefined) return { findings: ofMachine(source, document.findings) };
  const expansion = expand(document, reading.variables);
  const unknownKey: Severity = reading.strict === true ? 'error' : 'warning';
  const schemaFindings = validate(startupSchema(source.agentsKey), document, expansion.value, {
    unknownKey,
    quotable: quotableKeys,
  });
  const entries = agentEntries(expansion.value, source.agentsKey);
  const findings = ofMachine(source, [
    ...document.findings,
    ...expansion.findings,
    ...schemaFindings,
    ...(entries.length === 0 && !schemaFindings.some(isError) ? [noAgents(document)] : []),
    ...duplicateAgents(document, entries),
    ...oldLayout(document, expansion.value),
  ]);
  if (findings.some(isError)) return { findings };
  return { findings, machine: { ...assemble(source, document, expansion.value, entries), digest: digestOf(text) } };
}

function assemble(
  source: MachineSource,
  document: ParsedDocument,
  value: unknown,
  entries: ReturnType<typeof agentEntries>,
): Omit<Machine, 'digest'> {
  const agents = entries.map(({ name, group, path, entry }) => ({
    machine: source.name,
    name,
    group,
    scriptPath: entry.script_path,
    host: entry.host,
    port: entry.port,
    healthCheckPort: entry.health_check_port,
    required: entry.required ?? true,
    dependencies: entry.dependencies ?? [],
    place: placeOfEntry(document, path),
  }));
  const machinePorts = machinePortsIn(value);
  return {
    name: source.name,
    startupFile: source.startupFile,
    healthChecks: readHealthChecks(value),
    agents,
    machinePorts,
    places: notePlaces(document, agents, entries, machinePorts),
  };
}

/** A nested entry begins at its name, a listed one at its item. */
function placeOfEntry(document: ParsedDocument, path: Path) {
  return typeof path.at(-1) === 'number' ? document.placeOfValue(path) : document.placeOfKey(path);
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

function ofMachine(source: MachineSource, findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({ ...finding, machine: source.name }));
}
