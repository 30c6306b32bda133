import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyDemoFleet } from '../../src/simulator/copy.js';
import { type DemoFleet, startDemoFleet } from '../../src/simulator/demo-fleet.js';
import { demoMachines, type SimulatedMachine } from '../../src/simulator/machine.js';
import type { AgentStatus } from '../../src/simulator/simulated-agent.js';
import { temporaryOnDisk } from '../temporaryOnDisk.js';

/** Some agents of the demo's first machine, on a loopback address that nobody else has. */
export interface TestFleet {
  readonly fleet: DemoFleet;
  readonly machine: SimulatedMachine;
  readonly runDirectory: string;
  /** The status of `agent`; throws where it is not part of the fleet. */
  status(agent: string): AgentStatus;
  /** Stops the fleet and removes its directory. */
  end(): Promise<void>;
}

/** The demo's first machine on a random address of 127.0.0.0/8. */
export function machineOfItsOwn(): SimulatedMachine {
  const [alpha] = demoMachines();
  if (!alpha) throw new Error('the demo has no machine');
  return { ...alpha, address: `127.${randomInt(16, 250)}.${randomInt(1, 250)}.${randomInt(1, 250)}` };
}

export async function startTestFleet(only: readonly string[], machine = machineOfItsOwn()): Promise<TestFleet> {
  return startIn(await mkdtemp(join(temporaryOnDisk, 'simulator-')), only, machine);
}

/** A fleet on a copy of the demo's files in its run directory, so that faults may change them. */
export async function startCopiedFleet(only: readonly string[], lay = async (_: string) => {}): Promise<TestFleet> {
  const runDirectory = await mkdtemp(join(temporaryOnDisk, 'simulator-'));
  const folder = dirname(await copyDemoFleet(runDirectory));
  await lay(runDirectory);
  return startIn(runDirectory, only, copiedMachine(folder));
}

/** The first machine of a copied demo, on an address of its own. */
export function copiedMachine(folder: string): SimulatedMachine {
  const machine = machineOfItsOwn();
  const projectRoot = join(folder, machine.name);
  return { ...machine, projectRoot, startupFile: join(projectRoot, 'startup_config.yaml') };
}

async function startIn(runDirectory: string, only: readonly string[], machine: SimulatedMachine): Promise<TestFleet> {
  const fleet = await startDemoFleet({ runDirectory, machines: [machine], only });
  return {
    fleet,
    machine,
    runDirectory,
    status: (agent) => {
      const found = fleet.status().find((status) => status.agent === agent);
      if (!found) throw new Error(`no agent ${agent}`);
      return found;
    },
    end: async () => {
      await fleet.stop();
      await rm(runDirectory, { recursive: true, force: true });
    },
  };
}

/** Whether a process has this pid; a zombie has ended. */
export function isRunning(pid: number): boolean {
  try {
    // proc_pid_stat(5): the state follows the name in parentheses.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** The processes of all agents on `machine`, whoever started them. */
export function agentProcesses(machine: SimulatedMachine): number[] {
  const pids = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  return pids.filter((pid) => isRunning(pid) && environmentOf(pid).includes(`AGENT_HOST=${machine.address}`));
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    // It ended, or belongs to somebody else.
    return [];
  }
}
