import type { Listeners } from './listeners.js';
import type { ProcessWatch } from './watch.js';

/** Which process is which agent. */
export type WhoIsWho = Pick<ProcessWatch, 'agentOf' | 'runsByScript'>;

/** Whose process listens on a port: the agent's own, somebody else's, or not to be seen. */
export type PortStanding = 'own' | 'other' | 'unknown';

/**
 * Whose process listens on a port of `address`, seen from an agent. A process that is no agent is somebody else's only
 * where the agent's own is known by its script: else it may be the agent, run in a way that does not show.
 */
export async function standingOf(
  agent: string,
  address: string,
  port: number,
  listeners: Listeners,
  processes: WhoIsWho,
): Promise<PortStanding> {
  const pid = await listeners.ownerOf(address, port);
  return pid === undefined ? 'unknown' : standingBetween(agent, await processes.agentOf(pid), processes);
}

/** The same for a process that is known: `owner` is the agent that it is or works for. */
export function standingBetween(
  agent: string,
  owner: string | undefined,
  processes: Pick<WhoIsWho, 'runsByScript'>,
): PortStanding {
  if (owner !== undefined) return owner === agent ? 'own' : 'other';
  return processes.runsByScript(agent) ? 'other' : 'unknown';
}
