import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatFindings } from '../document/report.js';
import { loadMachines, type MachineSettings } from '../settings.js';
import { demoStatus, NoDemoFleetError, restartDemoAgent, setDemoFault } from '../simulator/control-client.js';
import { copyDemoFleet } from '../simulator/copy.js';
import type { SimulatedMachine } from '../simulator/machine.js';
import { runDemo, type StartedDemo, summarize } from '../simulator/run-demo.js';
import { exitCodes } from './exit.js';
import { jsonDocument } from './jsonDocument.js';
import { runDirectory as usualRunDirectory } from './places.js';
import { interruptSignal, printProblem, printText } from './terminal.js';
import { advised } from './unanswered.js';

export interface DemoRunArguments {
  readonly config?: string;
  readonly runDirectory: string;
  readonly json: boolean;
}

/** `fleetwatch demo run`: simulates the agents of all configured machines, until it is told to stop. */
export async function demoRunCommand({ config, runDirectory, json }: DemoRunArguments): Promise<number> {
  const signal = interruptSignal();
  try {
    const machines = await configuredMachines(config, runDirectory);
    const started = (fleet: StartedDemo) => printText(json ? jsonDocument(fleet) : startedText(fleet));
    await runDemo({ runDirectory, signal, started, machines });
    return exitCodes.clean;
  } catch (error) {
    printProblem(`the demo fleet cannot start\n${error instanceof Error ? error.message : error}`);
    return exitCodes.couldNotRun;
  }
}

function startedText({ agents, seconds, controlSocket }: StartedDemo): string {
  return lines([...summarize(agents), `started in ${seconds.toFixed(1)} s, control socket ${controlSocket}`]);
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

/** The machines that the settings name; those of a copy of the bundled demo where no settings are given. */
async function configuredMachines(given: string | undefined, runDirectory: string): Promise<SimulatedMachine[]> {
  const { machines, findings } = await loadMachines(given ?? (await copyDemoFleet(runDirectory)));
  if (findings.length > 0) throw new Error(formatFindings(findings));
  return machines.map(simulatedMachine);
}

function simulatedMachine({ agentsKey, ...settings }: MachineSettings): SimulatedMachine {
  const { name, address, startupFile, projectRoot, logDirectory } = settings;
  const machine = { name, address, startupFile, projectRoot, logDirectory };
  return agentsKey === undefined ? machine : { ...machine, listKey: agentsKey };
}

export interface DemoFaultArguments {
  readonly agent: string;
  readonly fault: string;
  readonly runDirectory: string;
  readonly ms?: number;
  readonly json: boolean;
}

/** `fleetwatch demo fault`: switches a fault of a simulated agent on, or all of them off. */
export async function demoFaultCommand({ agent, fault, runDirectory, ms, json }: DemoFaultArguments): Promise<number> {
  const outcome = await setDemoFault(join(runDirectory, 'demo.sock'), agent, fault, ms === undefined ? {} : { ms });
  if (outcome.outcome === 'done') {
    printText(json ? jsonDocument(outcome) : `${outcome.machine}/${outcome.agent}: ${outcome.fault}\n`);
    return exitCodes.clean;
  }
  printProblem(outcome.code === 'no-demo' ? noDemo(outcome.message) : outcome.message);
  return exitCodes.couldNotRun;
}

export interface DemoRestartArguments {
  readonly agent: string;
  /** The one around this folder unless given. */
  readonly runDirectory?: string | undefined;
  readonly json: boolean;
}

/** `fleetwatch demo restart`: starts a simulated agent anew, as its boot script would by now. */
export async function demoRestartCommand({ agent, runDirectory, json }: DemoRestartArguments): Promise<number> {
  const directory = runDirectory ?? (await runDirectoryAbove(process.cwd())) ?? usualRunDirectory;
  const outcome = await restartDemoAgent(join(directory, 'demo.sock'), agent);
  if (outcome.outcome === 'done') {
    printText(json ? jsonDocument(outcome) : `${outcome.machine}/${outcome.agent}: restarted\n`);
    return exitCodes.clean;
  }
  printProblem(outcome.code === 'no-demo' ? noDemo(outcome.message) : outcome.message);
  return exitCodes.couldNotRun;
}

/** The run directory in which `folder` lies: whoever restarts agents starts from the folder of the settings. */
async function runDirectoryAbove(folder: string): Promise<string | undefined> {
  for (let directory = folder; ; directory = dirname(directory)) {
    const found = await access(join(directory, 'demo.sock')).then(
      () => true,
      () => false,
    );
    if (found) return directory;
    if (directory === dirname(directory)) return undefined;
  }
}

/** `fleetwatch demo status`: which simulated agents do not run as they should. */
export async function demoStatusCommand({ runDirectory, json }: Omit<DemoRunArguments, 'config'>): Promise<number> {
  try {
    const agents = await demoStatus(join(runDirectory, 'demo.sock'));
    printText(json ? jsonDocument({ agents }) : lines(summarize(agents)));
    return exitCodes.clean;
  } catch (error) {
    if (!(error instanceof NoDemoFleetError)) throw error;
    printProblem(noDemo(error.message));
    return exitCodes.couldNotRun;
  }
}

function noDemo(message: string): string {
  return advised(
    message,
    undefined,
    'start one with `npm start`, stand in the folder where it was started, or name its .fleetwatch/run with --run-directory',
  );
}
