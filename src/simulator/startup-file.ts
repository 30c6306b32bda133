import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { SimulatedMachine } from './machine.js';

/** An agent as its start-up file describes it. */
export interface ConfiguredAgent {
  readonly machine: string;
  readonly name: string;
  readonly group: string;
  /** Absolute path. */
  readonly script: string;
  readonly port: number;
  readonly healthPort: number;
  readonly dependencies: readonly string[];
  /** `global_settings.environment`, then the agent's own `env_vars`. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A start-up file the simulator cannot start a machine from. */
export class StartupFileError extends Error {
  override readonly name = 'StartupFileError';
}

/** The agents of `machine`. Throws `StartupFileError` at the first thing it cannot use: judging files is another's work. */
export async function readStartupFile(machine: SimulatedMachine): Promise<ConfiguredAgent[]> {
  try {
    return agentsOf(await readFile(machine.startupFile, 'utf8'), machine);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartupFileError(`${machine.startupFile}: ${reason}`, { cause });
  }
}

/** The agents in the text of a start-up file, nested under `agent_groups` or in a flat list. */
export function agentsOf(text: string, machine: SimulatedMachine): ConfiguredAgent[] {
  const file = asRecord(parse(text), 'the file');
  const shared = asStrings(
    asRecord(asRecord(file.global_settings ?? {}, 'global_settings').environment ?? {}, 'environment'),
  );
  return entriesOf(file, machine).map(({ name, group, entry }) => ({
    machine: machine.name,
    name,
    group,
    script: resolve(machine.projectRoot, asString(entry.script_path, `${name}.script_path`)),
    port: asPort(entry.port, `${name}.port`),
    healthPort: asPort(entry.health_check_port, `${name}.health_check_port`),
    dependencies: asNames(entry.dependencies ?? [], `${name}.dependencies`),
    environment: { ...shared, ...asStrings(asRecord(entry.env_vars ?? {}, `${name}.env_vars`)) },
  }));
}

type YamlRecord = Readonly<Record<string, unknown>>;

interface Entry {
  readonly name: string;
  readonly group: string;
  readonly entry: YamlRecord;
}

function entriesOf(file: YamlRecord, machine: SimulatedMachine): Entry[] {
  if (machine.listKey === undefined && file.agent_groups !== undefined) return nestedEntries(file.agent_groups);
  const lists = Object.keys(file).filter((key) => Array.isArray(file[key]));
  const listKey = machine.listKey ?? lists[0];
  if (listKey === undefined || (machine.listKey === undefined && lists.length > 1)) {
    throw new Error(`expected agent_groups or one list of agents, found ${lists.length} lists`);
  }
  return flatEntries(file[listKey], listKey);
}

function nestedEntries(groups: unknown): Entry[] {
  return Object.entries(asRecord(groups, 'agent_groups')).flatMap(([group, agents]) =>
    Object.entries(asRecord(agents, group)).map(([name, entry]) => ({ name, group, entry: asRecord(entry, name) })),
  );
}

function flatEntries(list: unknown, listKey: string): Entry[] {
  if (!Array.isArray(list)) throw new Error(`${listKey} is not a list`);
  return list.map((item: unknown, index) => {
    const entry = asRecord(item, `${listKey}[${index}]`);
    return { name: asString(entry.name, `${listKey}[${index}].name`), group: listKey, entry };
  });
}

function isRecord(value: unknown): value is YamlRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asRecord(value: unknown, place: string): YamlRecord {
  if (!isRecord(value)) throw new Error(`${place} is not a mapping`);
  return value;
}

function asString(value: unknown, place: string): string {
  if (typeof value !== 'string') throw new Error(`${place} is not a string`);
  return value;
}

function asPort(value: unknown, place: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new Error(`${place} is not a port number`);
  return value;
}

function asNames(value: unknown, place: string): string[] {
  if (!Array.isArray(value)) throw new Error(`${place} is not a list`);
  return value.map((name: unknown) => asString(name, place));
}

function asStrings(record: YamlRecord): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value)]));
}
