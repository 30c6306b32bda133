import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { SocketTable } from '../../src/sockets/socketTable.js';
import type { AgentSockets } from '../../src/sockets/socketView.js';
import { SocketWatch } from '../../src/sockets/socketWatch.js';

/** Listens on a port of its own with a queue for two connections, says which, and accepts none. */
const deaf = `
import socket, time
server = socket.socket()
server.bind(('127.21.0.1', 0))
server.listen(1)
print(server.getsockname()[1], flush=True)
time.sleep(60)
`;

/** Opens connections and waits for none of them. */
const caller = `
import socket, sys, time
clients = []
for _ in range(6):
    client = socket.socket()
    client.setblocking(False)
    client.connect_ex(('127.21.0.1', int(sys.argv[1])))
    clients.append(client)
print('called', flush=True)
time.sleep(60)
`;

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

async function start(program: string, ...args: string[]): Promise<{ pid: number; said: string }> {
  const child = spawn('python3', ['-c', program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = await once(child.stdout, 'data');
  return { pid: child.pid ?? 0, said: String(said).trim() };
}

it('sees an accept queue that grows, and who hangs because of it', { timeout: 30_000 }, async () => {
  const server = await start(deaf);
  const client = await start(caller, server.said);
  let elapsed = 0;
  const watch = new SocketWatch({
    procRoot: '/proc',
    table: new SocketTable('/proc', () => elapsed),
    agents: () => ['Deaf', 'Caller', 'Absent'],
    agentPids: async () => new Map([[server.pid, 'Deaf'] as const, [client.pid, 'Caller'] as const]),
    now: () => elapsed,
  });
  const look = async (): Promise<readonly AgentSockets[]> => {
    elapsed += 15_000;
    return (await watch.look()).agents;
  };

  // The kernel sends a SYN anew after a second.
  const hangs = async () => (await look())[1]?.hangs ?? [];
  await expect
    .poll(hangs, { timeout: 20_000 })
    .toEqual([
      { destination: `127.21.0.1:${server.said}`, cause: 'accept_queue', sockets: 4, since: expect.any(Number) },
    ]);

  const [queueing, hanging, absent] = await look();
  expect(queueing).toMatchObject({ agent: 'Deaf', states: { listening: 1, established: 0 } });
  expect(queueing?.queues).toMatchObject([{ connections: 2, listener: { localPort: Number(server.said) } }]);
  expect(queueing?.queues[0]?.stalledLooks).toBeGreaterThan(0);
  expect(hanging?.states).toEqual({ listening: 0, 'syn-sent': 4, established: 2, 'close-wait': 0, other: 0 });
  expect(absent).toEqual({
    agent: 'Absent',
    states: { listening: 0, 'syn-sent': 0, established: 0, 'close-wait': 0, other: 0 },
    hangs: [],
    queues: [],
  });
});
