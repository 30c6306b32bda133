import { once } from 'node:events';
import { type DemoFleetOptions, startDemoFleet } from './demo-fleet.js';
import type { AgentStatus } from './simulated-agent.js';

/** How to run a fleet in the foreground. */
export interface RunDemoOptions extends DemoFleetOptions {
  /** Ends the fleet. */
  readonly signal: AbortSignal;
  /** Told once, when every agent that can be started is. */
  readonly started: (fleet: StartedDemo) => void;
}

/** A demo fleet that runs. */
export interface StartedDemo {
  readonly agents: readonly AgentStatus[];
  /** How long the start took. */
  readonly seconds: number;
  readonly controlSocket: string;
}

/** Starts the fleet, says what runs, and ends it when the signal comes. */
export async function runDemo(options: RunDemoOptions): Promise<void> {
  const began = performance.now();
  const fleet = await startDemoFleet(options);
  try {
    const seconds = (performance.now() - began) / 1000;
    options.started({ agents: fleet.status(), seconds, controlSocket: fleet.socketPath });
    if (!options.signal.aborted) await once(options.signal, 'abort');
  } finally {
    await fleet.stop();
  }
}

/** One line a machine, then one for each agent that does not run as it should. */
export function summarize(agents: readonly AgentStatus[]): string[] {
  const machines = [...new Set(agents.map((agent) => agent.machine))];
  const counts = machines.map((machine) => {
    const own = agents.filter((agent) => agent.machine === machine);
    return `${machine}: ${own.filter((agent) => agent.state === 'running').length} of ${own.length} agents run`;
  });
  return [...counts, ...agents.flatMap(complaint)];
}

function complaint({ machine, agent, state, portsTaken }: AgentStatus): string[] {
  if (state === 'not-started') {
    return [`${machine}/${agent} is not started: it is in a dependency cycle or depends on one`];
  }
  if (state === 'dead') return [`${machine}/${agent} is dead`];
  if (portsTaken.length > 0) return [`${machine}/${agent} could not bind ${portsTaken.join(', ')}`];
  return [];
}
