/**
 * A process of its own that stands for many agents, each at its own address: started with `fork`, told on its IPC channel
 * where to listen and in which protocol, and asked how often it has answered.
 */

import { once } from 'node:events';
import { createServer } from 'node:net';
import { addressIn } from './loopback.mjs';
import { message, opening } from './zmtp.mjs';

let answered = 0;

const sessions = { http: httpSession, zeromq: zeromqSession };

process.on('message', async (told) => {
  if (told.question === 'listen') await listen(told);
  process.send?.({ answered });
});
process.on('disconnect', () => process.exit(0));

/** @param {{ network: number, count: number, port: number, protocol: keyof typeof sessions }} where */
async function listen({ network, count, port, protocol }) {
  const session = sessions[protocol];
  for (let index = 0; index < count; index++) {
    const server = createServer({ noDelay: true }, (socket) => {
      // A probe that is given up on is no failure of ours.
      socket.on('error', () => socket.destroy());
      session(socket, port);
    });
    server.listen(port + 1, addressIn(network, index));
    await once(server, 'listening');
  }
}

function httpSession(socket, port) {
  const body = health(port);
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
  socket.once('data', () => {
    answered++;
    socket.end(head + body);
  });
}

function zeromqSession(socket, port) {
  const { greeting, ready } = opening('REP');
  let received = 0;
  socket.write(Buffer.concat([greeting, ready]));
  socket.on('data', (chunk) => {
    const before = received;
    received += chunk.length;
    // What goes beyond the peer's greeting and its READY is the question.
    const question = greeting.length + ready.length;
    if (before > question || received <= question) return;
    answered++;
    socket.write(message(health(port)));
  });
}

/** As the base class answers. */
function health(port) {
  return JSON.stringify({
    status: 'ok',
    ready: true,
    initialized: true,
    message: 'the agent is healthy',
    timestamp: '2026-01-01T00:00:00.000000',
    uptime: 7.82,
    active_threads: 3,
    health_checks: { port_accessible: true, redis_connected: true, ready_signal: true },
    health_details: { port, redis_host: 'localhost:6379', ready_signal: {} },
    health_status: 'healthy',
  });
}
