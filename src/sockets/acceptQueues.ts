import type { TcpSocket } from '../system/sockets.js';

/** The accept queue of one listener. */
export interface AcceptQueue {
  readonly listener: TcpSocket;
  readonly connections: number;
  /** Looks in a row, up to the last one, at which it held connections and had not become shorter. */
  readonly stalledLooks: number;
}

/**
 * Remembers accept queues from look to look. One that somebody empties is shorter now and then; one that nobody empties
 * grows, or stands still when it is full.
 */
export class AcceptQueues {
  /** By inode. */
  #queues: ReadonlyMap<number, AcceptQueue> = new Map();

  look(listeners: Iterable<TcpSocket>): ReadonlyMap<number, AcceptQueue> {
    const queues = new Map<number, AcceptQueue>();
    for (const listener of listeners) {
      const { inode, receiveQueue: connections } = listener;
      const before = this.#queues.get(inode);
      const stalled = before !== undefined && before.connections > 0 && connections >= before.connections;
      queues.set(inode, { listener, connections, stalledLooks: stalled ? before.stalledLooks + 1 : 0 });
    }
    this.#queues = queues;
    return queues;
  }
}
