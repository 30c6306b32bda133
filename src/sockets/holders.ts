import type { PortOwner, PortOwners } from '../processes/portOwners.js';
import type { WhoIsWho } from '../processes/standing.js';
import type { TcpSocket } from '../system/sockets.js';
import type { Holder } from './portView.js';

/** Finds out who has listening sockets open. */
export class Holders {
  readonly #owners: PortOwners;
  readonly #processes: Pick<WhoIsWho, 'agentOf'>;
  /** Processes that were no agent's when they were looked at one by one, with their start. */
  #strangers = new Map<number, number>();

  constructor(owners: PortOwners, processes: Pick<WhoIsWho, 'agentOf'>) {
    this.#owners = owners;
    this.#processes = processes;
  }

  /**
   * Who has each of these sockets.
   *
   * @param agentPids the agent that each process is or works for, as of some seconds ago
   */
  async find(
    listeners: readonly TcpSocket[],
    agentPids: ReadonlyMap<number, string>,
  ): Promise<ReadonlyMap<TcpSocket, Holder>> {
    const byInode = await this.#owners.of(listeners.map(({ inode }) => inode));
    const agents = await this.#agentsOf(byInode.values(), agentPids);
    return new Map(
      listeners.map((listener) => {
        const process = byInode.get(listener.inode);
        return [listener, { agent: process && agents.get(process.pid), process, uid: listener.uid }];
      }),
    );
  }

  /** A process that is not known as an agent's may be younger than that knowledge: it is looked at once by itself. */
  async #agentsOf(
    processes: Iterable<PortOwner>,
    agentPids: ReadonlyMap<number, string>,
  ): Promise<ReadonlyMap<number, string>> {
    const agents = new Map<number, string>();
    const strangers = new Map<number, number>();
    for (const { pid, startTicks } of processes) {
      if (agents.has(pid) || strangers.has(pid)) continue;
      const isStranger = this.#strangers.get(pid) === startTicks;
      const agent = agentPids.get(pid) ?? (isStranger ? undefined : await this.#processes.agentOf(pid));
      if (agent === undefined) strangers.set(pid, startTicks);
      else agents.set(pid, agent);
    }
    this.#strangers = strangers;
    return agents;
  }
}
