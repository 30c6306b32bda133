import { contains } from '../audits/ports/ephemeral.js';
import { wellKnownServer } from '../audits/ports/wellKnown.js';
import type { TcpSocket } from '../system/sockets.js';
import { type PortPlan, plannedPorts } from './plan.js';
import type { Holder, RoguePort, RoleView } from './portView.js';
import { isOnMachine } from './reach.js';

/**
 * Ports of the range on which somebody listens and that nothing speaks of: no agent, no key of the start-up file, no
 * server of this stack. What else a process has open that has taken the port of an agent is left to that finding.
 *
 * @param isForeign tells of processes of other machines that run on this kernel
 */
export async function findRogue(
  plan: PortPlan,
  roles: readonly RoleView[],
  holders: ReadonlyMap<TcpSocket, Holder>,
  isForeign: (pid: number) => Promise<boolean>,
): Promise<RoguePort[]> {
  const planned = plannedPorts(plan, roles);
  const thieves = new Set(roles.map(({ holder }) => holder?.process?.pid));
  const found = new Map<number, Holder>();
  for (const [{ localAddress, localPort: port }, holder] of holders) {
    if (!contains(plan.range, port) || planned.has(port) || wellKnownServer(port) !== undefined) continue;
    if (found.has(port) || !isOnMachine(localAddress, plan)) continue;
    const pid = holder.process?.pid;
    if (pid !== undefined && holder.agent === undefined && (thieves.has(pid) || (await isForeign(pid)))) continue;
    found.set(port, holder);
  }
  return [...found].map(([port, holder]) => ({ port, holder })).sort((a, b) => a.port - b.port);
}
