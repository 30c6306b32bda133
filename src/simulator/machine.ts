import { fileURLToPath } from 'node:url';

/** One machine of a simulated fleet. */
export interface SimulatedMachine {
  readonly name: string;
  /** Address that its agents bind, one of 127.0.0.0/8 so that machines do not share ports. */
  readonly address: string;
  /** Absolute path of the start-up file. */
  readonly startupFile: string;
  /** Absolute path that the `script_path` of an agent is relative to, also the agents' working directory. */
  readonly projectRoot: string;
  /** Absolute path where agents log; a folder in the run directory unless given. */
  readonly logDirectory?: string;
  /** Top-level key of a flat list of agents; without it the only list of agents there is. */
  readonly listKey?: string;
}

/** The demo fleet: 54 agents of a control centre and 23 along the track. */
export function demoMachines(): readonly SimulatedMachine[] {
  return [demoMachine('alpha', '127.0.1.1'), demoMachine('beta', '127.0.1.2')];
}

function demoMachine(name: string, address: string): SimulatedMachine {
  const projectRoot = fileURLToPath(new URL(`../../examples/demo/${name}`, import.meta.url));
  return { name, address, projectRoot, startupFile: `${projectRoot}/startup_config.yaml` };
}
