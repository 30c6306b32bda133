import { findSocketOwners } from '../system/socketOwners.js';
import type { TcpSocket } from '../system/sockets.js';

/** Sockets by agent, and what could not be seen. */
export interface Attribution {
  readonly byAgent: ReadonlyMap<string, readonly TcpSocket[]>;
  /** Processes of agents whose descriptors may not be looked at. */
  readonly denied: number;
}

/**
 * Knows which sockets belong to which agent. Only the agents' own processes are looked through, and only when a socket is
 * new or a process is: what belonged to none of them before does not come to belong to one.
 */
export class Connections {
  readonly #procRoot: string;
  /** By inode; nothing where it is no agent's. */
  #owners = new Map<number, number | undefined>();
  #searched: ReadonlySet<number> = new Set();
  #denied = new Set<number>();

  constructor(procRoot: string) {
    this.#procRoot = procRoot;
  }

  /**
   * @param agentPids the agent that each process is or works for
   */
  async attribute(sockets: readonly TcpSocket[], agentPids: ReadonlyMap<number, string>): Promise<Attribution> {
    await this.#search(sockets, agentPids);
    const byAgent = new Map<string, TcpSocket[]>();
    for (const socket of sockets) {
      const pid = this.#owners.get(socket.inode);
      const agent = pid === undefined ? undefined : agentPids.get(pid);
      if (agent === undefined) continue;
      const others = byAgent.get(agent);
      if (others === undefined) byAgent.set(agent, [socket]);
      else others.push(socket);
    }
    return { byAgent, denied: [...this.#denied].filter((pid) => agentPids.has(pid)).length };
  }

  async #search(sockets: readonly TcpSocket[], agentPids: ReadonlyMap<number, string>): Promise<void> {
    const owners = new Map<number, number | undefined>();
    const wanted = new Set<number>();
    let isNew = false;
    for (const { inode } of sockets) {
      // No process has it: it waits in an accept queue, or in TIME_WAIT.
      if (inode === 0) continue;
      const pid = this.#owners.get(inode);
      // Its process may have ended and left it to another.
      isNew ||= !this.#owners.has(inode) || (pid !== undefined && !agentPids.has(pid));
      const known = pid !== undefined && agentPids.has(pid);
      owners.set(inode, known ? pid : undefined);
      if (!known) wanted.add(inode);
    }
    const pids = [...agentPids.keys()].filter((pid) => isNew || !this.#searched.has(pid));
    if (wanted.size > 0 && pids.length > 0) {
      const found = await findSocketOwners(this.#procRoot, pids, wanted);
      for (const [inode, pid] of found.owners) owners.set(inode, pid);
      for (const pid of pids) this.#denied.delete(pid);
      for (const pid of found.denied) this.#denied.add(pid);
    }
    this.#owners = owners;
    this.#searched = new Set(agentPids.keys());
  }
}
