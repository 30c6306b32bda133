import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { nearest } from './document/nearest.js';
import { type ParsedDocument, parseYaml } from './document/parse.js';
import { readText } from './document/read.js';
import { compileSchema, type Schema, validate } from './document/schema.js';
import type { FilePlace, Finding } from './finding.js';
import type { AgentOverride, OneCollector, SettingsFile } from './settings.generated.js';

export type { AgentOverride };

/** One machine of the fleet, with paths made absolute and defaults filled in. */
export interface MachineSettings {
  readonly name: string;
  readonly address: string;
  readonly startupFile: string;
  readonly agentsKey: string | undefined;
  readonly projectRoot: string;
  readonly listen: { readonly host: string; readonly port: number };
}

/** How agents are asked; what is `undefined` comes from the start-up file's `health_checks`. */
export interface HealthSettings {
  readonly intervalSeconds: number | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly retries: number | undefined;
  readonly retryDelaySeconds: number;
  readonly concurrency: number;
  readonly answerBytes: number;
  readonly httpPortOffset: number;
  readonly redis: { readonly url: string; readonly passwordFile: string | undefined } | undefined;
}

/** fleetwatch's own configuration for one exporter. */
export interface Settings {
  readonly file: string;
  /** The machine this exporter watches. */
  readonly machine: MachineSettings;
  readonly machines: readonly MachineSettings[];
  readonly variables: Readonly<Record<string, string>>;
  readonly strict: boolean;
  readonly health: HealthSettings;
  readonly agents: Readonly<Record<string, AgentOverride>>;
  readonly collectors: Readonly<Record<string, OneCollector>>;
  readonly stateDirectory: string;
  readonly logLevel: NonNullable<SettingsFile['log_level']>;
  readonly procRoot: string;
}

export type SettingsResult =
  | { readonly settings: Settings; readonly findings: readonly Finding[] }
  | { readonly settings?: undefined; readonly findings: readonly Finding[] };

const schemaFile = new URL('../schemas/settings.schema.json', import.meta.url);
let compiled: Schema<SettingsFile> | undefined;

/** Keys whose values findings may quote: what cannot be a credential even where it is misplaced. */
const quotable: ReadonlySet<string> = new Set([
  ...['name', 'machine', 'port', 'metrics_port', 'metrics_path', 'log_level', 'protocol', 'strict', 'enabled'],
  ...['interval_seconds', 'timeout_seconds', 'retries', 'retry_delay_seconds', 'concurrency', 'answer_bytes'],
  ...['http_port_offset', 'schedule', 'deadline_seconds'],
]);

/** Reads `fleetwatch.yaml`, strictly: an unknown key is an error. `machine` names the machine to watch. Never throws. */
export async function loadSettings(file: string, machine?: string): Promise<SettingsResult> {
  const content = await readContent(file);
  if ('findings' in content) return content;
  const { document, value, machines } = content;
  const findings = duplicateMachines(machines, document);
  const wanted = machine ?? value.machine ?? (machines.length === 1 ? machines[0]?.name : undefined);
  const own = machines.find((entry) => entry.name === wanted);
  if (own === undefined) {
    const inFile = machine === undefined && value.machine !== undefined;
    const place = inFile ? document.placeOfValue(['machine']) : document.placeOfKey(['machines']);
    findings.push(unknownMachine(wanted, machines, place));
  }
  if (own === undefined || findings.length > 0) return { findings };
  return { settings: assemble(file, value, machines, own), findings };
}

/** All machines in a settings file that can be read, else none. */
export async function machinesOf(file: string): Promise<readonly MachineSettings[]> {
  const content = await readContent(file);
  return 'findings' in content ? [] : content.machines;
}

interface Content {
  readonly document: ParsedDocument;
  readonly value: SettingsFile;
  readonly machines: readonly MachineSettings[];
}

async function readContent(file: string): Promise<Content | { readonly findings: readonly Finding[] }> {
  const read = await readText(file);
  if ('finding' in read) return { findings: [read.finding] };
  const document = parseYaml(file, read.text, { version: '1.2' });
  const { value } = document;
  if (value === undefined) return { findings: document.findings };
  const schema = settingsSchema();
  const findings = [...document.findings, ...validate(schema, document, value, { unknownKey: 'error', quotable })];
  if (findings.length > 0 || !schema(value)) return { findings };
  const folder = dirname(resolve(file));
  return { document, value, machines: value.machines.map((entry) => machineSettings(entry, folder)) };
}

function settingsSchema(): Schema<SettingsFile> {
  compiled ??= compileSchema<SettingsFile>(JSON.parse(readFileSync(schemaFile, 'utf8')));
  return compiled;
}

function machineSettings(entry: SettingsFile['machines'][number], folder: string): MachineSettings {
  const startupFile = resolve(folder, entry.startup_file);
  return {
    name: entry.name,
    address: entry.address ?? '127.0.0.1',
    startupFile,
    agentsKey: entry.agents_key,
    projectRoot: entry.project_root === undefined ? dirname(startupFile) : resolve(folder, entry.project_root),
    listen: { host: entry.listen?.host ?? '127.0.0.1', port: entry.listen?.port ?? 9877 },
  };
}

function assemble(
  file: string,
  content: SettingsFile,
  machines: readonly MachineSettings[],
  own: MachineSettings,
): Settings {
  const folder = dirname(resolve(file));
  const { health } = content;
  return {
    file,
    machine: own,
    machines,
    variables: content.variables ?? {},
    strict: content.strict ?? false,
    health: {
      intervalSeconds: health?.interval_seconds,
      timeoutSeconds: health?.timeout_seconds,
      retries: health?.retries,
      retryDelaySeconds: health?.retry_delay_seconds ?? 1,
      concurrency: health?.concurrency ?? 256,
      answerBytes: health?.answer_bytes ?? 65_536,
      httpPortOffset: health?.http_port_offset ?? 1,
      redis: health?.redis && {
        url: health.redis.url,
        passwordFile:
          health.redis.password_file === undefined ? undefined : resolve(folder, health.redis.password_file),
      },
    },
    agents: content.agents ?? {},
    collectors: content.collectors ?? {},
    stateDirectory: resolve(folder, content.state_directory ?? `.fleetwatch/${own.name}`),
    logLevel: content.log_level ?? 'info',
    procRoot: content.proc_root ?? '/proc',
  };
}

function unknownMachine(wanted: string | undefined, machines: readonly MachineSettings[], place: FilePlace): Finding {
  const names = machines.map((machine) => machine.name);
  const near = wanted === undefined ? undefined : nearest(wanted, names);
  return {
    code: 'unknown-machine',
    risk: 'G',
    severity: 'error',
    place,
    message:
      wanted === undefined
        ? 'it is not said which machine to watch'
        : `no machine is called \`${wanted}\`${near === undefined ? '' : `, did you mean \`${near}\`?`}`,
    why: 'one exporter watches one machine, and guessing could watch the wrong one',
    remedy: `set \`machine\`, or pass --machine, to one of: ${names.join(', ')}`,
  };
}

function duplicateMachines(machines: readonly MachineSettings[], document: ParsedDocument): Finding[] {
  const names = new Set<string>();
  return machines.flatMap((entry, index): Finding[] => {
    if (names.size < names.add(entry.name).size) return [];
    return [
      {
        code: 'duplicate-machine',
        risk: 'G',
        severity: 'error',
        place: document.placeOfValue(['machines', index, 'name']),
        message: `machine \`${entry.name}\` is listed twice`,
        why: 'the machine is a label: two of the same name cannot be told apart',
        remedy: 'give every machine a name of its own',
      },
    ];
  });
}
