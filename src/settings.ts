import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { digestOf } from './document/digest.js';
import { type ParsedDocument, parseYaml } from './document/parse.js';
import { readText } from './document/read.js';
import { compileSchema, type Schema, validate } from './document/schema.js';
import type { Finding } from './finding.js';
import type { AgentOverride, OneCollector, SettingsFile } from './settings.generated.js';
import { type Alerting, alertingProblems, alertingSettings } from './settingsAlerting.js';
import { type BusSettings, busProblems, busSettings } from './settingsBus.js';
import { type ChangeSettings, changeSettings } from './settingsChanges.js';
import { duplicateMachines, invalidSchedules, unknownLeakRules, unknownMachine } from './settingsFindings.js';
import { type HubSettings, hubProblems, hubSettings } from './settingsHubs.js';
import { type NatsSettings, natsProblems, natsSettings } from './settingsNats.js';
import { type PeerSettings, peerSettings } from './settingsPeers.js';

export type { AgentOverride };

/** One machine of the fleet, with paths made absolute and defaults filled in. */
export interface MachineSettings {
  readonly name: string;
  readonly address: string;
  readonly startupFile: string;
  readonly agentsKey: string | undefined;
  readonly projectRoot: string;
  readonly logDirectory: string;
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

/** Where credentials are looked for besides processes and start-up files; what is `undefined` has its default there. */
export interface LeakSettings {
  readonly include: readonly string[] | undefined;
  readonly exclude: readonly string[] | undefined;
  readonly maxFileBytes: number;
  readonly logStart: 'beginning' | 'end';
  /** Share of one core. */
  readonly logShare: number;
  readonly acceptedFile: string | undefined;
  readonly rulesOff: readonly string[];
}

/** fleetwatch's own configuration for one exporter. */
export interface Settings {
  readonly file: string;
  /** Tells its text from any other, see `digestOf`. */
  readonly digest: string;
  /** The machine this exporter watches. */
  readonly machine: MachineSettings;
  readonly machines: readonly MachineSettings[];
  readonly variables: Readonly<Record<string, string>>;
  readonly strict: boolean;
  readonly health: HealthSettings;
  readonly agents: Readonly<Record<string, AgentOverride>>;
  readonly collectors: Readonly<Record<string, OneCollector>>;
  readonly logs: { readonly maxFileBytes: number; readonly maxDeletedBytes: number };
  readonly leaks: LeakSettings;
  readonly alerting: Alerting;
  readonly changes: ChangeSettings;
  /** Absent where events go nowhere. */
  readonly bus: BusSettings | undefined;
  readonly peers: PeerSettings;
  /** Nothing where the settings name no hub. */
  readonly hubs: HubSettings | undefined;
  /** Nothing where the settings name no nats-server. */
  readonly nats: NatsSettings | undefined;
  readonly audits: NonNullable<SettingsFile['audits']>;
  readonly stateDirectory: string;
  readonly logLevel: NonNullable<SettingsFile['log_level']>;
  readonly procRoot: string;
}

export type SettingsResult =
  | { readonly settings: Settings; readonly findings: readonly Finding[] }
  | { readonly settings?: undefined; readonly findings: readonly Finding[] };

export interface AlertingResult {
  /** Absent where the file has findings. */
  readonly alerting?: Alerting;
  /** Of the webhooks of fleetwatch, `changes.token_file`. */
  readonly tokenFile?: string | undefined;
  readonly machines: readonly MachineSettings[];
  readonly findings: readonly Finding[];
}

export interface MachinesResult {
  /** `changes.token_file`. */
  readonly tokenFile?: string | undefined;
  readonly machines: readonly MachineSettings[];
  readonly hubs?: HubSettings | undefined;
  readonly findings: readonly Finding[];
}

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
  const { document, value, machines, digest } = content;
  const findings = [...content.problems];
  const wanted = machine ?? value.machine ?? (machines.length === 1 ? machines[0]?.name : undefined);
  const own = machines.find((entry) => entry.name === wanted);
  const names = machines.map(({ name }) => name);
  if (own === undefined) {
    const inFile = machine === undefined && value.machine !== undefined;
    const place = inFile ? document.placeOfValue(['machine']) : document.placeOfKey(['machines']);
    findings.push(unknownMachine(wanted, names, place));
  }
  if (own === undefined || findings.length > 0) return { findings };
  return { settings: { ...assemble(file, value, machines, own), digest }, findings };
}

/** All machines of a settings file, whichever of them is watched from here; none where it has findings. Never throws. */
export async function loadMachines(file: string): Promise<MachinesResult> {
  const content = await readContent(file);
  if ('findings' in content) return { machines: [], findings: content.findings };
  const { machines, problems } = content;
  if (problems.length > 0) return { machines: [], findings: problems };
  const hubs = hubSettings(content.value.hubs);
  return { machines, hubs, tokenFile: tokenFileOf(content.value, file), findings: [] };
}

/** Who is told what, on whichever machine. Never throws. */
export async function loadAlerting(file: string): Promise<AlertingResult> {
  const content = await readContent(file);
  if ('findings' in content) return { machines: [], findings: content.findings };
  const { value, machines, problems } = content;
  if (problems.length > 0) return { machines: [], findings: problems };
  const alerting = alertingSettings(value.alerting, dirname(resolve(file)));
  return { alerting, machines, tokenFile: tokenFileOf(value, file), findings: [] };
}

function tokenFileOf({ changes }: SettingsFile, file: string): string | undefined {
  return changes?.token_file === undefined ? undefined : resolve(dirname(resolve(file)), changes.token_file);
}

interface Content {
  readonly digest: string;
  readonly document: ParsedDocument;
  readonly value: SettingsFile;
  readonly machines: readonly MachineSettings[];
  /** What the schema cannot say. */
  readonly problems: readonly Finding[];
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
  const names = value.machines.map(({ name }) => name);
  const problems = [
    ...duplicateMachines(names, document),
    ...invalidSchedules(value.collectors ?? {}, document),
    ...unknownLeakRules(value.leaks?.rules_off ?? [], document),
    ...alertingProblems(value.alerting ?? {}, document),
    ...busProblems(value.bus, document),
    ...hubProblems(value.hubs, names, document),
    ...natsProblems(value.nats, names, document),
  ];
  const digest = digestOf(read.text);
  return { document, digest, value, problems, machines: value.machines.map((entry) => machineSettings(entry, folder)) };
}

function settingsSchema(): Schema<SettingsFile> {
  compiled ??= compileSchema<SettingsFile>(JSON.parse(readFileSync(schemaFile, 'utf8')));
  return compiled;
}

function machineSettings(entry: SettingsFile['machines'][number], folder: string): MachineSettings {
  const startupFile = resolve(folder, entry.startup_file);
  const projectRoot = entry.project_root === undefined ? dirname(startupFile) : resolve(folder, entry.project_root);
  return {
    name: entry.name,
    address: entry.address ?? '127.0.0.1',
    startupFile,
    agentsKey: entry.agents_key,
    projectRoot,
    logDirectory: entry.log_directory === undefined ? join(projectRoot, 'logs') : resolve(folder, entry.log_directory),
    listen: { host: entry.listen?.host ?? '127.0.0.1', port: entry.listen?.port ?? 9877 },
  };
}

function assemble(
  file: string,
  content: SettingsFile,
  machines: readonly MachineSettings[],
  own: MachineSettings,
): Omit<Settings, 'digest'> {
  const folder = dirname(resolve(file));
  const { health } = content;
  const stateDirectory = resolve(folder, content.state_directory ?? `.fleetwatch/${own.name}`);
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
    audits: content.audits ?? {},
    logs: {
      maxFileBytes: content.logs?.max_file_bytes ?? 256 * 1024 * 1024,
      maxDeletedBytes: content.logs?.max_deleted_bytes ?? 1024 * 1024 * 1024,
    },
    leaks: leakSettings(content.leaks, folder),
    alerting: alertingSettings(content.alerting, folder),
    changes: changeSettings(content.changes, folder, stateDirectory),
    bus: busSettings(content.bus, folder),
    peers: peerSettings(content.peers),
    hubs: hubSettings(content.hubs),
    nats: natsSettings(content.nats),
    stateDirectory,
    logLevel: content.log_level ?? 'info',
    procRoot: content.proc_root ?? '/proc',
  };
}

function leakSettings(leaks: SettingsFile['leaks'], folder: string): LeakSettings {
  const accepted = leaks?.accepted_file;
  return {
    include: leaks?.include,
    exclude: leaks?.exclude,
    maxFileBytes: leaks?.max_file_bytes ?? 4 * 1024 * 1024,
    logStart: leaks?.log_start ?? 'end',
    logShare: leaks?.log_share ?? 0.1,
    acceptedFile: accepted === undefined ? undefined : resolve(folder, accepted),
    rulesOff: leaks?.rules_off ?? [],
  };
}
