import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadFleet } from '../audits/load.js';
import { type AgentStanding, type Restart, restartAgent, runsSince } from '../changes/restart.js';
import { nearest } from '../document/nearest.js';
import { formatFindings } from '../document/report.js';
import { ownExporterUrl } from '../exporterAddress.js';
import type { Agent } from '../fleet/model.js';
import { loadSettings, type MachineSettings, type Settings } from '../settings.js';
import { exitCodes } from './exit.js';
import { exporterUnanswered, readMetrics, sampleOf } from './exporterMetrics.js';
import { jsonLine } from './jsonDocument.js';
import { codeOf, type Outcome, outcomeOf, outcomeText } from './restartOutcome.js';
import { advised } from './unanswered.js';

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
  readonly json?: boolean;
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
    const say = (agent: string, outcome: Outcome) => tell(settings.machine.name, agent, outcome, given, around);
    if (given.drifted && given.check) {
      for (const { name } of agents) say(name, { kind: 'drifted' });
      return agents.length === 0 ? exitCodes.clean : exitCodes.found;
    }
    for (const { name } of agents) {
      const outcome = given.check ? await look(name, settings, since) : await one(name, settings, since, given, around);
      const code = say(name, outcome);
      if (code !== exitCodes.clean) return code;
    }
    return exitCodes.clean;
  } catch (error) {
    if (!(error instanceof RestartRefused)) throw error;
    around.problem(error.message);
    return exitCodes.couldNotRun;
  }
}

/** Says what became of an agent, a line each: agents take their time. */
function tell(
  machine: string,
  agent: string,
  outcome: Outcome,
  { json }: RestartArguments,
  around: RestartSurroundings,
): number {
  const code = codeOf(outcome);
  const text = outcomeText(outcome);
  if (json) around.write(jsonLine({ machine, agent, ...outcome }));
  else if (outcome.kind === 'not-up' || outcome.kind === 'not-restarted')
    around.problem(`${machine}/${agent}: ${text}`);
  else if (text !== undefined) around.write(`${machine}/${agent}: ${text}\n`);
  return code;
}

async function look(agent: string, settings: Settings, since: number): Promise<Outcome> {
  const standing = standingOn(await pageOf(settings), agent, settings);
  if (standing === undefined) throw new RestartRefused(unknownTo(agent, settings));
  if (runsSince(standing, since)) return { kind: 'current' };
  return { kind: standing.up ? 'outdated' : 'not-known-up' };
}

async function one(
  agent: string,
  settings: Settings,
  since: number,
  { newerThan, deadlineSeconds }: RestartArguments,
  around: RestartSurroundings,
): Promise<Outcome> {
  const command = commandOf(settings);
  // Asked before anything is done: of an exporter that is silent nobody could learn whether the agent came back.
  const standing = standingOn(await pageOf(settings), agent, settings);
  if (standing === undefined) throw new RestartRefused(unknownTo(agent, settings));
  if (newerThan !== undefined && runsSince(standing, since)) return { kind: 'left-alone' };
  const result = await restartAgent({
    machine: settings.machine.name,
    agent,
    command,
    directory: dirname(resolve(settings.file)),
    deadlineSeconds,
    ask: () => standingOf(agent, settings),
    pause: () => delay(pauseMilliseconds),
    now: around.now,
  });
  return outcomeOf(result);
}

async function standingOf(agent: string, settings: Settings): Promise<AgentStanding | undefined> {
  const answer = await readMetrics(ownExporterUrl(settings.machine));
  return answer.kind === 'page' ? standingOn(answer.page, agent, settings) : undefined;
}

function standingOn(page: string, agent: string, { machine }: Settings): AgentStanding | undefined {
  const labels = { machine: machine.name, agent };
  const up = sampleOf(page, 'fleet_agent_up', labels);
  if (up === undefined) return undefined;
  return {
    up: up === 1,
    startedAt: sampleOf(page, 'fleet_agent_process_start_time_seconds', labels),
    lastUpAt: sampleOf(page, 'fleet_agent_last_healthy_timestamp_seconds', labels) ?? 0,
  };
}

/** The page of the machine's exporter. Throws {@link RestartRefused} where it does not answer. */
async function pageOf({ machine }: Pick<Settings, 'machine'>): Promise<string> {
  const url = ownExporterUrl(machine);
  const answer = await readMetrics(url);
  if (answer.kind === 'page') return answer.page;
  throw new RestartRefused(exporterUnanswered(`the exporter of ${machine.name}`, url, answer.why));
}

function unknownTo(agent: string, { machine }: Settings): string {
  const problem = `the exporter of ${machine.name} says nothing of ${agent}`;
  return advised(
    problem,
    'it has not read the start-up file that names it',
    'have it read the file: `fleetwatch reload`',
  );
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
  const [what, name, known] =
    allOf === undefined
      ? (['agent', agent ?? '', agents.map((one) => one.name)] as const)
      : (['group', allOf, agents.map(({ group }) => group)] as const);
  const near = nearest(name, known);
  throw new RestartRefused(
    `${machine.name} has no ${what} ${name}${near === undefined ? '' : `, did you mean ${near}?`}`,
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
  const page = await pageOf({ machine });
  const labels = (agent: string) => ({ machine: machine.name, agent });
  const drift = agents.map(({ name }) => sampleOf(page, 'fleet_agent_port_drift', labels(name)));
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
