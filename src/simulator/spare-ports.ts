import type { SparePorts } from './drill.js';
import type { ConfiguredAgent } from './startup-file.js';

/** The range that agents' ports are in. */
const [lowestPort, highestPort] = [5000, 9000];
/** Above the range and the servers of the stack, below the ports that the kernel gives to clients (32768, ip(7)). */
const firstOutside = 10_000;

/** Gives the ports for the drills of each agent of a machine: from the highest on those that no agent has. */
export function sparePorts(agents: readonly ConfiguredAgent[]): (agent: ConfiguredAgent) => SparePorts {
  // The port next to a health port is in no file, and agents on the base class bind it.
  const taken = new Set(agents.flatMap(({ port, healthPort }) => [port, healthPort, healthPort + 1]));
  const free: number[] = [];
  for (let port = highestPort; port >= lowestPort && free.length < agents.length; port--) {
    if (!taken.has(port)) free.push(port);
  }
  return (agent) => {
    const index = agents.indexOf(agent);
    return { inRange: free[index], outside: firstOutside + 3 * index };
  };
}
