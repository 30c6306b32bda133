import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatFindings } from '../document/report.js';
import { loadMachines, type MachineSettings } from '../settings.js';
import { demoStatus, restartDemoAgent, setDemoFault } from '../simulator/control-client.js';
import { copyDemoFleet } from '../simulator/copy.js';
import type { SimulatedMachine } from '../simulator/machine.js';
import { runDemo, summarize } from '../simulator/run-demo.js';
import { exitCodes } from './exit.js';
import { runDirectory as usualRunDirectory } from './places.js';
import { interruptSignal, printLine, printProblem } from './terminal.js';

export interface DemoRunArguments {
  readonly config?: string;
  readonly runDirectory: string;
}

/** `fleetwatch demo run`: simulates the agents of all configured machines, until it is told to stop. */
export async function demoRunCommand({ config, runDirectory }: DemoRunArguments): Promise<number> {
  const signal = interruptSignal();
  try {
    const machines = await configuredMachines(config, runDirectory);
    await runDemo({ runDirectory, signal, print: printLine, machines });
    return exitCodes.clean;
  } catch (error) {
    printProblem(`the demo fleet cannot start\n${error instanceof Error ? error.message : error}`);
    return exitCodes.couldNotRun;
  }
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
}

/** `fleetwatch demo fault`: switches a fault of a simulated agent on, or all of them off. */
export async function demoFaultCommand({ agent, fault, runDirectory, ms }: DemoFaultArguments): Promise<number> {
  const outcome = await setDemoFault(join(runDirectory, 'demo.sock'), agent, fault, ms === undefined ? {} : { ms });
  if (outcome.outcome === 'done') {
    printLine(`${outcome.machine}/${outcome.agent}: ${outcome.fault}`);
    return exitCodes.clean;
  }
  printProblem(outcome.message);
  return exitCodes.couldNotRun;
}

/** `fleetwatch demo restart`: starts a simulated agent anew, as its boot script would by now. */
export async function demoRestartCommand(agent: string, givenDirectory: string | undefined): Promise<number> {
  const directory = givenDirectory ?? (await runDirectoryAbove(process.cwd())) ?? usualRunDirectory;
  const outcome = await restartDemoAgent(join(directory, 'demo.sock'), agent);
  if (outcome.outcome === 'done') {
    printLine(`${outcome.machine}/${outcome.agent}: restarted`);
    return exitCodes.clean;
  }
  printProblem(outcome.message);
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
export async function demoStatusCommand(runDirectory: string): Promise<number> {
  try {
    for (const line of summarize(await demoStatus(join(runDirectory, 'demo.sock')))) printLine(line);
    return exitCodes.clean;
  } catch (error) {
    printProblem(error instanceof Error ? error.message : String(error));
    return exitCodes.couldNotRun;
  }
}
