import { formatFindings } from '../document/report.js';
import { parameterValues } from '../gate/parameters.js';
import { type GateSource, neededParameters, readGateSource } from '../gate/source.js';
import { PrometheusClient, WrongAddress } from '../prometheus/client.js';
import { loadSettings } from '../settings.js';
import { exitCodes } from './exit.js';

/** What every command on a gate is given. */
export interface GateArguments {
  /** A gate file, a runbook file, or the id of a runbook. */
  readonly file: string;
  /** Address of Prometheus; that of the settings unless given. */
  readonly prometheus?: string | undefined;
  readonly set: ReadonlyMap<string, string>;
  readonly json: boolean;
  /** What was measured before the change, see `--take-baseline`. */
  readonly baseline?: string | undefined;
  readonly config?: string | undefined;
  readonly machine?: string | undefined;
  readonly stateDirectory?: string | undefined;
}

/** What the commands need of the process they run in. */
export interface GateSurroundings {
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Resolves after so many milliseconds, or when the signal is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** The file of the runbook with this id, where there is one. */
  readonly runbookFile: (id: string, ownFolder: string | undefined) => Promise<string | undefined>;
}

/** A gate, and all that is needed to ask for it. */
export interface Asked {
  readonly source: GateSource;
  readonly parameters: ReadonlyMap<string, string>;
  readonly client: PrometheusClient;
  readonly stateDirectory: string | undefined;
}

/** Why a gate is not run; the message is for whoever asked. */
export class GateRefused extends Error {
  override readonly name = 'GateRefused';
}

const usualPrometheus = 'http://127.0.0.1:9090';

/** Reads what was asked for. Throws {@link GateRefused}. */
export async function askedGate(given: GateArguments, around: GateSurroundings): Promise<Asked> {
  const settings = await settingsOf(given);
  const source = await sourceOf(given.file, settings?.changes.runbookDirectory, around);
  const machine = given.machine ?? settings?.machine.name;
  const set = new Map([...(machine === undefined ? [] : [['machine', machine] as const]), ...given.set]);
  const found = parameterValues(source.parameters, set, neededParameters(source.gate));
  if ('problems' in found) throw new GateRefused(found.problems.join('\n'));
  const address = given.prometheus ?? settings?.changes.prometheusUrl ?? usualPrometheus;
  return {
    source,
    parameters: found.values,
    client: new PrometheusClient(address),
    stateDirectory: given.stateDirectory ?? settings?.stateDirectory,
  };
}

/** Runs a command; what is refused, and what the system refuses, is said in one line. */
export async function answering({ problem }: GateSurroundings, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GateRefused || error instanceof WrongAddress || isSystemError(error)) {
      problem(error.message);
      return exitCodes.couldNotRun;
    }
    throw error;
  }
}

/** The gate of a file, or of a runbook by its id. Throws {@link GateRefused}. */
async function sourceOf(
  file: string,
  ownFolder: string | undefined,
  { runbookFile }: GateSurroundings,
): Promise<GateSource> {
  const isId = /^[a-z][a-z0-9-]*$/.test(file);
  const { source, findings } = await readGateSource((isId ? await runbookFile(file, ownFolder) : undefined) ?? file);
  if (source === undefined) throw new GateRefused(`cannot use the gate\n${formatFindings(findings)}`);
  return source;
}

async function settingsOf({ config, machine }: GateArguments) {
  if (config === undefined) return undefined;
  const { settings, findings } = await loadSettings(config, machine);
  if (settings === undefined) throw new GateRefused(`cannot use the settings\n${formatFindings(findings)}`);
  return settings;
}

function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
