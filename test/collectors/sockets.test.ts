import { describe, expect, it } from 'vitest';
import { socketsCollector } from '../../src/collectors/sockets.js';
import type { AgentSockets, SocketView } from '../../src/sockets/socketView.js';
import { socket } from '../sockets/socketLines.js';
import { agentNamed, collect } from './collect.js';

const none = { listening: 0, 'syn-sent': 0, established: 0, 'close-wait': 0, other: 0 };
const idle: AgentSockets = { agent: 'Router', states: none, hangs: [], queues: [] };

const run = (changes: Partial<AgentSockets>, rest: Partial<SocketView> = {}) =>
  collect(
    socketsCollector({
      machine: 'alpha',
      agents: () => [agentNamed('Router')],
      look: async () => ({
        agents: [{ ...idle, ...changes }],
        unseenProcesses: 0,
        listen: { overflows: 12, drops: 34 },
        ...rest,
      }),
    }),
  );

describe('sockets', () => {
  it('has every series of an agent that never ran', async () => {
    const { samples, findings } = await run({});
    expect(samples).toStrictEqual({
      'fleet_agent_sockets agent=Router state=listening': 0,
      'fleet_agent_sockets agent=Router state=syn-sent': 0,
      'fleet_agent_sockets agent=Router state=established': 0,
      'fleet_agent_sockets agent=Router state=close-wait': 0,
      'fleet_agent_sockets agent=Router state=other': 0,
      'fleet_agent_sockets_hanging agent=Router cause=no_answer': 0,
      'fleet_agent_sockets_hanging agent=Router cause=accept_queue': 0,
      'fleet_agent_sockets_hanging_since_timestamp_seconds agent=Router': 0,
      'fleet_agent_accept_queue_connections agent=Router': 0,
      'fleet_agent_accept_queue_stalled agent=Router': 0,
      fleet_agent_sockets_unseen_processes: 0,
      fleet_listen_overflows_total: 12,
      fleet_listen_drops_total: 34,
    });
    expect(findings).toEqual([]);
  });

  it('leaves out what the kernel does not count', async () => {
    const { samples } = await run({}, { listen: undefined });
    expect(Object.keys(samples).filter((name) => name.startsWith('fleet_listen'))).toEqual([]);
  });

  it('says which connections hang, which wait, and which are not closed', async () => {
    const listener = socket({ localPort: 7200, inode: 1 });
    const { samples, findings } = await run({
      states: { ...none, 'close-wait': 101 },
      hangs: [
        { destination: '192.0.2.7:5432', cause: 'no_answer', sockets: 3, since: 1000 },
        { destination: '127.0.1.1:7210', cause: 'accept_queue', sockets: 2, since: 900 },
      ],
      queues: [
        { listener, connections: 9, stalledLooks: 2 },
        { listener: socket({ localPort: 8200, inode: 2 }), connections: 3, stalledLooks: 1 },
      ],
    });
    expect(samples).toMatchObject({
      'fleet_agent_sockets_hanging agent=Router cause=no_answer': 3,
      'fleet_agent_sockets_hanging agent=Router cause=accept_queue': 2,
      'fleet_agent_sockets_hanging_since_timestamp_seconds agent=Router': 900,
      'fleet_agent_accept_queue_connections agent=Router': 9,
      'fleet_agent_accept_queue_stalled agent=Router': 1,
    });
    expect(
      findings?.map(({ code, severity, agent, risk, message }) => `${severity} ${risk} ${code} ${agent}: ${message}`),
    ).toEqual([
      'warning B socket-hang Router: 3 of its connections to 192.0.2.7:5432 get no answer',
      'warning B accept-queue Router: 9 connections wait at 127.0.1.1:7200, and it accepts none',
      'warning B socket-unclosed Router: 101 connections that the other side has closed are still open here',
    ]);
  });
});
