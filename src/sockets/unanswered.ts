import type { TcpSocket } from '../system/sockets.js';
import { endpoint } from './ephemeral.js';

/**
 * Why a connection does not come about. `accept_queue`: it waits for an agent of this machine that does not accept, which
 * is that agent's fault. `no_answer`: whatever else keeps the other side from answering.
 */
export const hangCauses = ['no_answer', 'accept_queue'] as const;
export type HangCause = (typeof hangCauses)[number];

/** Connections of an agent to one destination that hang. */
export interface Hang {
  readonly destination: string;
  readonly cause: HangCause;
  readonly sockets: number;
  /** When the agent was first seen to wait for this destination, Unix seconds. */
  readonly since: number;
}

/**
 * Remembers where agents wait for an answer to their SYN. One that was sent a second time and is still unanswered at the
 * next look hangs; by destination, as a client that gives up and tries again has a new socket each time.
 */
export class Unanswered {
  #since = new Map<string, number>();

  /**
   * @param byAgent the sockets of each agent
   * @param isQueued whether it waits for an agent of this machine that leaves connections in its accept queue
   * @param now Unix seconds
   */
  look(
    byAgent: ReadonlyMap<string, readonly TcpSocket[]>,
    isQueued: (waiting: TcpSocket) => boolean,
    now: number,
  ): ReadonlyMap<string, readonly Hang[]> {
    const since = new Map<string, number>();
    const hangs = new Map<string, Hang[]>();
    for (const [agent, sockets] of byAgent) {
      for (const [destination, { first, count }] of waiting(sockets)) {
        const key = `${agent} ${destination}`;
        const before = this.#since.get(key);
        since.set(key, before ?? now);
        if (before === undefined) continue;
        const cause = isQueued(first) ? 'accept_queue' : 'no_answer';
        const own = hangs.get(agent) ?? [];
        hangs.set(agent, [...own, { destination, cause, sockets: count, since: before }]);
      }
    }
    this.#since = since;
    return hangs;
  }
}

function waiting(sockets: readonly TcpSocket[]): Map<string, { first: TcpSocket; count: number }> {
  const found = new Map<string, { first: TcpSocket; count: number }>();
  for (const socket of sockets) {
    if (socket.state !== 'syn-sent' || socket.retransmissions === 0) continue;
    const destination = endpoint(socket.remoteAddress, socket.remotePort);
    const known = found.get(destination);
    if (known === undefined) found.set(destination, { first: socket, count: 1 });
    else known.count += 1;
  }
  return found;
}
