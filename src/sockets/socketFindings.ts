import type { Finding } from '../finding.js';
import type { Agent } from '../fleet/model.js';
import { endpoint } from './ephemeral.js';
import type { AgentSockets, SocketView } from './socketView.js';

type SocketFinding = Omit<Finding, 'risk' | 'machine' | 'place' | 'agent'>;

/** Looks after which an accept queue that only grows is no burst any more. */
const stalledLooks = 2;
/** Connections whose other side has gone that an agent may keep; a pool that is cleaned up lazily has some. */
export const closeWaitAtMost = 100;

/** Everything wrong with the sockets of the agents of a machine. */
export function socketFindings(machine: string, view: SocketView, agents: readonly Agent[]): Finding[] {
  const places = new Map(agents.map(({ name, place }) => [name, place]));
  return view.agents.flatMap((sockets) => {
    const place = places.get(sockets.agent);
    if (place === undefined) return [];
    const found = [...hanging(sockets), ...queueing(sockets), ...unclosed(sockets)];
    return found.map((finding): Finding => ({ ...finding, risk: 'B', machine, place, agent: sockets.agent }));
  });
}

function hanging({ hangs }: AgentSockets): SocketFinding[] {
  return hangs
    .filter(({ cause }) => cause === 'no_answer')
    .map(({ destination, sockets }) => ({
      code: 'socket-hang',
      severity: 'warning',
      message: `${sockets} of its connections to ${destination} get no answer`,
      why: 'the agent waits for something that is not there, without an error that would tell',
      remedy: 'look whether that address and port are right, whether the machine is up, and what drops the packets',
    }));
}

function queueing({ queues }: AgentSockets): SocketFinding[] {
  return queues
    .filter((queue) => queue.stalledLooks >= stalledLooks)
    .map(({ listener, connections }) => ({
      code: 'accept-queue',
      severity: 'warning',
      message: `${connections} connections wait at ${endpoint(listener.localAddress, listener.localPort)}, and it accepts none`,
      why: 'its clients are connected to nobody; when the queue is full, the kernel drops further ones',
      remedy: 'look at what the process waits for, then restart it',
    }));
}

function unclosed({ states }: AgentSockets): SocketFinding[] {
  const left = states['close-wait'];
  if (left <= closeWaitAtMost) return [];
  return [
    {
      code: 'socket-unclosed',
      severity: 'warning',
      message: `${left} connections that the other side has closed are still open here`,
      why: 'each keeps a file descriptor; at the limit the agent accepts no connection any more',
      remedy: 'have the agent close connections that have ended; a restart frees them for now',
    },
  ];
}
