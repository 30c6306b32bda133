import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type ControlReply, parseControlRequest } from './control-messages.js';
import type { FaultOptions, FaultOutcome } from './faults.js';
import type { RestartOutcome } from './restart.js';
import type { AgentStatus } from './simulated-agent.js';

/** What the control socket gives access to. */
export interface Controlled {
  setFault(agent: string, fault: string, options: FaultOptions): Promise<FaultOutcome>;
  restart(agent: string): Promise<RestartOutcome>;
  status(): readonly AgentStatus[];
}

/** An open control socket. */
export interface ControlServer {
  close(): Promise<void>;
}

/** unix(7): `sun_path` has 108 bytes, the last of them zero. */
const longestSocketPath = 107;

/** Opens the control socket at `path`, in place of one that a dead fleet left. Throws where a live fleet has it. */
export async function serveControl(path: string, controlled: Controlled): Promise<ControlServer> {
  if (Buffer.byteLength(path) > longestSocketPath) {
    throw new Error(`the path of the control socket is longer than ${longestSocketPath} bytes: ${path}`);
  }
  if (await answers(path)) throw new Error(`another demo fleet has ${path}`);
  await rm(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const lines = createInterface({ input: socket });
    lines.on('line', async (line) => {
      const reply = await answer(line, controlled);
      if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`);
    });
    // readline passes on the errors of its input: a client may be gone before its answer.
    for (const source of [socket, lines]) source.on('error', () => socket.destroy());
  });
  await listen(server, path);
  await chmod(path, 0o600);
  return {
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function answer(line: string, controlled: Controlled): Promise<ControlReply> {
  const request = parseControlRequest(line);
  if (!request) {
    const message =
      'expected {"command":"status"}, {"command":"restart","agent":…} or {"command":"fault","agent":…,"fault":…,"options":{"ms":…}}';
    return { reply: 'fault', outcome: { outcome: 'refused', code: 'bad-request', message } };
  }
  if (request.command === 'status') return { reply: 'status', agents: controlled.status() };
  if (request.command === 'restart') return { reply: 'restart', outcome: await controlled.restart(request.agent) };
  return { reply: 'fault', outcome: await controlled.setFault(request.agent, request.fault, request.options) };
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
