import { standingBetween, type WhoIsWho } from '../processes/standing.js';
import type { PortRole } from './plan.js';
import type { Holder, PortState } from './portView.js';

/** A listening socket that stands where an agent's should, and how near, see {@link nearness}. */
export interface Candidate {
  readonly nearness: 1 | 2 | 3;
  readonly holder: Holder;
}

export interface RoleJudgement {
  readonly state: PortState;
  readonly holder: Holder | undefined;
}

/**
 * What is the case with one port of an agent. The nearest listeners decide: a connection goes to the most exact address.
 * Several on the same one share the port (socket(7), SO_REUSEPORT), and the kernel gives each a part of the connections.
 *
 * @param expected the agent is known to open this port
 */
export function judgeRole(
  { agent, derived }: PortRole,
  candidates: readonly Candidate[],
  expected: boolean,
  processes: Pick<WhoIsWho, 'runsByScript'>,
): RoleJudgement {
  const nearest = Math.max(0, ...candidates.map(({ nearness }) => nearness));
  const standings = candidates
    .filter(({ nearness }) => nearness === nearest)
    .map(({ holder }) => ({ holder, standing: standingOf(agent.name, holder, processes) }));
  const isOwn = standings.some(({ standing }) => standing === 'own');
  // A derived port may be another agent's by right: who never opens it has lost nothing.
  if (derived && !expected && !isOwn) return { state: 'unused', holder: undefined };
  const other = standings.find(({ standing }) => standing === 'other');
  if (other !== undefined) return { state: 'taken', holder: other.holder };
  if (isOwn) return { state: 'listening', holder: undefined };
  return { state: standings.length > 0 ? 'unseen' : 'silent', holder: undefined };
}

function standingOf(agent: string, holder: Holder, processes: Pick<WhoIsWho, 'runsByScript'>) {
  return holder.process === undefined ? 'unknown' : standingBetween(agent, holder.agent, processes);
}
