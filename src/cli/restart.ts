import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadFleet } from '../audits/load.js';
import { type AgentStanding, type Restart, type RestartResult, restartAgent, runsSince } from '../changes/restart.js';
import { formatFindings } from '../document/report.js';
import { ownExporterUrl } from '../exporterAddress.js';
import type { Agent } from '../fleet/model.js';
import { loadSettings, type MachineSettings, type Settings } from '../settings.js';
import { exitCodes } from './exit.js';
import { readMetrics, sampleOf } from './exporterMetrics.js';

export interface RestartArguments {
  /** Which agents: one, a group, or those that were started with another port than is configured now. */
  readonly agent?: string | undefined;
  readonly allOf?: string | undefined;
  readonly drifted: boolean;
  readonly config: string;
  readonly machine?: string | undefined;
  /** Leaves an agent alone that is up with a process younger than this file. */
  readonly newerThan?: string | undefined;
  /** Only say whether it is done: whether the agent is up, with a process younger than the file. */
  readonly check: boolean;
  readonly deadlineSeconds: number;
}

/** What the command needs of the process it runs in. */
export interface RestartSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** Milliseconds between two questions to the exporter, which asks the agents at its own leisure. */
const pauseMilliseconds = 500;

/** An agent, or settings, that cannot be used; nothing was done. */
class RestartRefused extends Error {
  override readonly name = 'RestartRefused';
}

/** `fleetwatch restart`: restarts agents one at a time, each after the one before has been found up again. */
export async function restartCommand(given: RestartArguments, around: RestartSurroundings): Promise<number> {
  try {
    const settings = await settingsOf(given);
    const agents = await wantedAgents(given, settings, around);
    const since = await lastChange(given.newerThan);
    if (given.drifted && given.check) return sayDrifted(agents, settings, around);
    for (const { name } of agents) {
      const code = given.check
        ? await look(name, settings, since, around)
        : await one(name, settings, since, given, around);
      if (code !== exitCodes.clean) return code;
    }
    return exitCodes.clean;
  } catch (error) {
    if (!(error instanceof RestartRefused)) throw error;
    around.problem(error.message);
    return exitCodes.couldNotRun;
  }
}

function sayDrifted(agents: readonly Agent[], { machine }: Settings, { write }: RestartSurroundings): number {
  for (const { name } of agents) write(`${machine.name}/${name}: runs with another port than is configured\n`);
  return agents.length === 0 ? exitCodes.clean : exitCodes.found;
}

async function look(agent: string, settings: Settings, since: number, around: RestartSurroundings): Promise<number> {
  const standing = await standingOf(agent, settings);
  if (standing === undefined) throw new RestartRefused(`the exporter of ${settings.machine.name} does not answer`);
  if (runsSince(standing, since)) return exitCodes.clean;
  const how = standing.up ? 'runs since before the change' : 'is not known to be up';
  around.write(`${settings.machine.name}/${agent}: ${how}\n`);
  return exitCodes.found;
}

async function one(
  agent: string,
  settings: Settings,
  since: number,
  { newerThan, deadlineSeconds }: RestartArguments,
  around: RestartSurroundings,
): Promise<number> {
  const machine = settings.machine.name;
  const ask = () => standingOf(agent, settings);
  const standing = newerThan === undefined ? undefined : await ask();
  if (standing !== undefined && runsSince(standing, since)) {
    around.write(`${machine}/${agent}: up, and started since\n`);
    return exitCodes.clean;
  }
  const result = await restartAgent({
    machine,
    agent,
    command: commandOf(settings),
    directory: dirname(resolve(settings.file)),
    deadlineSeconds,
    ask,
    pause: () => delay(pauseMilliseconds),
    now: around.now,
  });
  const { code, text } = said(result);
  if (code === exitCodes.clean) around.write(`${machine}/${agent}: ${text}\n`);
  else around.problem(`${machine}/${agent}: ${text}`);
  return code;
}

function said(result: RestartResult): { readonly code: number; readonly text: string } {
  switch (result.kind) {
    case 'up':
      return { code: exitCodes.clean, text: `restarted, up after ${result.seconds.toFixed(1)} s` };
    case 'down':
      return { code: exitCodes.found, text: `restarted, and not up: ${result.why}` };
    case 'not-restarted':
      return { code: exitCodes.couldNotRun, text: `not restarted: ${result.why}` };
  }
}

async function standingOf(agent: string, { machine }: Settings): Promise<AgentStanding | undefined> {
  const page = await readMetrics(ownExporterUrl(machine));
  const labels = { machine: machine.name, agent };
  const up = page === undefined ? undefined : sampleOf(page, 'fleet_agent_up', labels);
  if (page === undefined || up === undefined) return undefined;
  return {
    up: up === 1,
    startedAt: sampleOf(page, 'fleet_agent_process_start_time_seconds', labels),
    lastUpAt: sampleOf(page, 'fleet_agent_last_healthy_timestamp_seconds', labels) ?? 0,
  };
}

async function settingsOf({ config, machine }: RestartArguments): Promise<Settings> {
  const { settings, findings } = await loadSettings(config, machine);
  if (settings === undefined) throw new RestartRefused(`cannot use the settings\n${formatFindings(findings)}`);
  return settings;
}

function commandOf({ changes, file }: Settings): Restart['command'] {
  const [program, ...rest] = changes.restartCommand ?? [];
  if (program === undefined) throw new RestartRefused(`${file} has no changes.restart_command`);
  return [program, ...rest];
}

/** Only what stands in the start-up file is ever put into a command line. */
async function wantedAgents(
  { agent, allOf, drifted }: RestartArguments,
  settings: Settings,
  around: RestartSurroundings,
): Promise<readonly Agent[]> {
  const { machine } = settings;
  if ([agent !== undefined, allOf !== undefined, drifted].filter((given) => given).length !== 1) {
    throw new RestartRefused('name one agent, a group with --all-of, or --drifted');
  }
  const agents = await agentsOf(settings, around);
  if (drifted) return driftedAgents(agents, machine);
  const wanted = agents.filter(({ name, group }) => (allOf === undefined ? name === agent : group === allOf));
  if (wanted.length > 0) return wanted;
  throw new RestartRefused(
    allOf === undefined ? `${machine.name} has no agent ${agent}` : `${machine.name} has no group ${allOf}`,
  );
}

async function agentsOf({ machine, strict, variables }: Settings, { environment }: RestartSurroundings) {
  const source = { ...machine, exporterPort: undefined };
  const { machines, unread } = await loadFleet([source], { variables: { ...environment, ...variables }, strict });
  const [loaded] = machines;
  if (loaded !== undefined) return loaded.agents;
  throw new RestartRefused(`cannot use the start-up file\n${formatFindings(unread.flatMap((one) => one.findings))}`);
}

async function driftedAgents(agents: readonly Agent[], machine: MachineSettings): Promise<readonly Agent[]> {
  const page = await readMetrics(ownExporterUrl(machine));
  const labels = (agent: string) => ({ machine: machine.name, agent });
  const drift = agents.map(({ name }) =>
    page === undefined ? undefined : sampleOf(page, 'fleet_agent_port_drift', labels(name)),
  );
  if (drift.every((value) => value === undefined)) {
    throw new RestartRefused(`the exporter of ${machine.name} does not say with which ports agents were started`);
  }
  return agents.filter((_, index) => drift[index] === 1);
}

/**
 * When a file last became what it is, Unix time in seconds; 0 where none is given. The change time, which also a file
 * that was put back under its former modification time has anew (inode(7)).
 */
async function lastChange(file: string | undefined): Promise<number> {
  if (file === undefined) return 0;
  try {
    return (await stat(file)).ctimeMs / 1000;
  } catch (cause) {
    throw new RestartRefused(`${file} cannot be looked at`, { cause });
  }
}
