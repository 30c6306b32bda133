import { readListenCounters } from '../system/listenCounters.js';
import type { TcpSocket } from '../system/sockets.js';
import { type AcceptQueue, AcceptQueues } from './acceptQueues.js';
import { Connections } from './connections.js';
import type { SocketTable } from './socketTable.js';
import { type AgentSocketState, type AgentSockets, agentSocketState, type SocketView } from './socketView.js';
import { type Hang, Unanswered } from './unanswered.js';

export interface SocketWatchOptions {
  readonly procRoot: string;
  readonly table: SocketTable;
  /** Names of the configured agents. */
  readonly agents: () => readonly string[];
  /** The agent that each process is or works for, as of some seconds ago at most. */
  readonly agentPids: () => Promise<ReadonlyMap<number, string>>;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** Watches what the sockets of the agents of one machine wait for. */
export class SocketWatch {
  readonly #options: SocketWatchOptions;
  readonly #connections: Connections;
  readonly #unanswered = new Unanswered();
  readonly #queues = new AcceptQueues();

  constructor(options: SocketWatchOptions) {
    this.#options = options;
    this.#connections = new Connections(options.procRoot);
  }

  /** Everything there is to see, compared with the look before. Throws where the kernel does not show its sockets. */
  async look(): Promise<SocketView> {
    const { table, agents, agentPids, procRoot, now } = this.#options;
    const pids = await agentPids();
    const sockets = await table.look();
    const { byAgent, denied } = await this.#connections.attribute(sockets, pids);
    const listeners = [...byAgent.values()].flat().filter(({ state }) => state === 'listening');
    const queues = this.#queues.look(listeners);
    const queued = listeners.filter(({ receiveQueue }) => receiveQueue > 0);
    const isQueued = (waiting: TcpSocket) => queued.some((listener) => awaits(waiting, listener));
    const hangs = this.#unanswered.look(byAgent, isQueued, now() / 1000);
    const counters = readListenCounters(procRoot);
    return {
      agents: agents().map((agent) => viewOf(agent, byAgent.get(agent) ?? [], queues, hangs.get(agent) ?? [])),
      unseenProcesses: denied,
      listen: counters === 'denied' ? undefined : counters,
    };
  }
}

/** Whether a connection waits for a listener of this machine. */
function awaits({ localAddress, remoteAddress, remotePort }: TcpSocket, listener: TcpSocket): boolean {
  if (listener.localPort !== remotePort) return false;
  if (listener.localAddress === remoteAddress) return true;
  const isAny = listener.localAddress === '0.0.0.0' || listener.localAddress === '::';
  // To an address of its own the kernel connects from that address, but for the loopback network.
  const isHere = remoteAddress === localAddress || remoteAddress.startsWith('127.');
  return isAny && isHere;
}

function viewOf(
  agent: string,
  sockets: readonly TcpSocket[],
  queues: ReadonlyMap<number, AcceptQueue>,
  hangs: readonly Hang[],
): AgentSockets {
  const own = sockets.flatMap(({ inode }) => queues.get(inode) ?? []);
  return {
    agent,
    states: countBy(sockets),
    hangs,
    queues: own.filter(({ connections }) => connections > 0).sort((a, b) => b.connections - a.connections),
  };
}

function countBy(sockets: readonly TcpSocket[]): Record<AgentSocketState, number> {
  const states = { listening: 0, 'syn-sent': 0, established: 0, 'close-wait': 0, other: 0 };
  for (const { state } of sockets) states[agentSocketState(state)] += 1;
  return states;
}
