import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import { configuredAudits } from '../audits/configured.js';
import type { AuditSource } from '../audits/load.js';
import { readEphemeralPorts } from '../audits/ports/ephemeral.js';
import { type AuditSettings, defaultAuditSettings } from '../audits/settings.js';
import type { Finding } from '../finding.js';
import type { Variables } from '../fleet/expand.js';
import { redacted } from '../redaction/redacted.js';
import { loadMachines, loadSettings } from '../settings.js';

/** What a command line asks to look at. */
export interface Target {
  /** Start-up files; with `config`, those of its machines to report on. */
  readonly files: readonly string[];
  readonly config?: string | undefined;
  /** The machine of `config` to report on; all unless given. */
  readonly machine?: string | undefined;
  /** What script paths are relative to, for all machines; by default the folder of each start-up file. */
  readonly projectRoot?: string | undefined;
}

/** Where a command runs. */
export interface Surroundings {
  readonly workingDirectory: string;
  readonly environment: Variables;
}

/** Everything that is needed to read and audit a fleet. */
export interface Sources {
  readonly sources: readonly AuditSource[];
  readonly variables: Variables;
  readonly strict: boolean;
  readonly settings: AuditSettings;
  /** Names of the machines to report on. */
  readonly subjects: ReadonlySet<string>;
}

/** A command line that asks for something that is not there. */
export class WrongTarget extends Error {
  override readonly name = 'WrongTarget';
}

/** Finds out what to look at. The findings are those of a settings file that cannot be used. */
export async function sourcesOf(
  target: Target,
  surroundings: Surroundings,
): Promise<{ readonly sources: Sources } | { readonly findings: readonly Finding[] }> {
  return target.config === undefined
    ? { sources: await fromFiles(target, surroundings) }
    : fromSettings(target, target.config, surroundings);
}

async function fromFiles(target: Target, surroundings: Surroundings): Promise<Sources> {
  const { machine, projectRoot } = target;
  const files = [...new Set(target.files)];
  if (files.length === 0) throw new WrongTarget('name start-up files, or a settings file with --config');
  if (machine !== undefined) throw new WrongTarget('--machine chooses a machine of the settings: it needs --config');
  // A name may be a part of the path, in which nobody would know a credential any more.
  const names = machineNames(files.map(redacted));
  const sources = files.map((file, index) => ({
    name: names[index] ?? file,
    startupFile: file,
    projectRoot: resolve(surroundings.workingDirectory, projectRoot ?? dirname(file)),
    exporterPort: undefined,
  }));
  const ephemeralPorts = await readEphemeralPorts('/proc');
  return {
    sources,
    variables: surroundings.environment,
    strict: false,
    settings: { ...defaultAuditSettings, ephemeralPorts },
    subjects: new Set(names),
  };
}

async function fromSettings(
  target: Target,
  config: string,
  { workingDirectory, environment }: Surroundings,
): Promise<{ readonly sources: Sources } | { readonly findings: readonly Finding[] }> {
  const { machines, findings } = await loadMachines(config);
  const wanted = target.machine ?? machines[0]?.name;
  if (findings.length > 0 || wanted === undefined) return { findings };
  const loaded = await loadSettings(config, wanted);
  if (loaded.settings === undefined) return { findings: loaded.findings };
  const { settings } = loaded;
  const sources = machines.map(({ name, startupFile, agentsKey, projectRoot, listen }) => ({
    name,
    startupFile: pathFrom(workingDirectory, startupFile),
    agentsKey,
    projectRoot: target.projectRoot === undefined ? projectRoot : resolve(workingDirectory, target.projectRoot),
    exporterPort: listen.port,
  }));
  const named = new Set(target.files.map((file) => resolve(workingDirectory, file)));
  const known = new Set(machines.map(({ startupFile }) => startupFile));
  for (const file of named) {
    if (!known.has(file)) throw new WrongTarget(`${file} is the start-up file of no machine in ${config}`);
  }
  const subjects = machines.filter(
    ({ name, startupFile }) =>
      (named.size === 0 || named.has(startupFile)) && (target.machine === undefined || target.machine === name),
  );
  return {
    sources: {
      sources,
      variables: { ...environment, ...settings.variables },
      strict: settings.strict,
      settings: await configuredAudits(settings),
      subjects: new Set(subjects.map(({ name }) => name)),
    },
  };
}

/** The path as somebody in `folder` would write it, where it is below; as it is, elsewhere. */
function pathFrom(folder: string, path: string): string {
  const way = relative(folder, path);
  return way.startsWith('..') || isAbsolute(way) ? path : way;
}

/**
 * A machine for each file: `pc2.startup_config.yaml` is `pc2`, `edge/startup_config.yaml` is `edge`. Files that would
 * have the same name are told apart by their paths.
 */
function machineNames(files: readonly string[]): string[] {
  const names = files.map((file) => {
    const own = basename(file)
      .replace(/\.(ya?ml|json)$/i, '')
      .replace(/[._-]?startup([._-]?config(uration)?)?$/i, '');
    return own === '' ? basename(dirname(resolve(file))) : own;
  });
  return names.map((name, index) => (names.indexOf(name) === names.lastIndexOf(name) ? name : (files[index] ?? name)));
}
