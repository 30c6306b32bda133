/**
 * A process of its own that stands for agents that work until they are told to turn: started with `fork`, told on its IPC
 * channel where to listen. Afterwards each does its worst in its own way, except for the good ones.
 */

import { once } from 'node:events';
import { createServer } from 'node:net';
import { message, opening } from './zmtp.mjs';

let turned = false;

const gigabyte = 2 ** 30;
const chunk = Buffer.alloc(65_536, 0x20);
const { greeting, ready } = opening('REP');
const httpHead = (length) => `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;

/** What each kind does with a connection once it has turned. */
const worst = {
  good: (socket, { port }) => answer(socket, 'zeromq', health(port)),
  hung: () => undefined,
  'endless-http': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    pour(socket, () => Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]));
  },
  'dripping-http': (socket) => {
    socket.write(httpHead(1000));
    const drip = setInterval(() => socket.write(' '), 100);
    socket.on('close', () => clearInterval(drip));
  },
  'gigabyte-http': (socket) => {
    socket.write(httpHead(gigabyte));
    pour(socket, () => chunk);
  },
  'gigabyte-zeromq': (socket) => {
    const frame = Buffer.alloc(11);
    frame[0] = 1;
    frame[2] = 2;
    frame.writeBigUInt64BE(BigInt(gigabyte), 3);
    socket.write(Buffer.concat([greeting, ready, frame]));
    pour(socket, () => chunk);
  },
  'broken-json': (socket) => answer(socket, 'zeromq', '{"status": "ok", "health_status": "heal'),
  'nonsense-zeromq': (socket) =>
    socket.write(Buffer.from('\xffnonsense instead of a greeting\0\x7f\x09\xff\xfe', 'latin1')),
  'cut-off': (socket) => {
    socket.write(Buffer.concat([greeting, ready, message('{"status": "ok"}').subarray(0, 9)]));
    setTimeout(() => socket.destroy(), 50);
  },
  dies: (socket, { server }) => {
    worst['cut-off'](socket);
    server.close();
  },
};

/** All kinds but the good one. */
export const hostileKinds = Object.keys(worst).filter((kind) => kind !== 'good');

if (process.send !== undefined) {
  process.on('message', async (told) => {
    if (told.question === 'listen') for (const place of told.places) await listen(place);
    if (told.question === 'turn') turned = true;
    process.send?.({ turned });
  });
  process.on('disconnect', () => process.exit(0));
}

async function listen({ kind, address, port }) {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    const protocol = kind.endsWith('-http') ? 'http' : 'zeromq';
    if (turned) worst[kind](socket, { port, server });
    else answer(socket, protocol, health(port));
  });
  server.listen(port + 1, address);
  await once(server, 'listening');
}

/** Answers the first question; in ZeroMQ that is what goes beyond the peer's greeting and READY. */
function answer(socket, protocol, body) {
  const until = protocol === 'http' ? 0 : greeting.length + ready.length;
  let received = 0;
  if (protocol === 'zeromq') socket.write(Buffer.concat([greeting, ready]));
  const take = (bytes) => {
    // HTTP is not ZeroMQ and the other way round: a real agent does not mistake one for the other.
    if (received === 0 && (protocol === 'http') === (bytes[0] === 0xff)) return socket.destroy();
    received += bytes.length;
    if (received <= until) return undefined;
    socket.off('data', take);
    return socket.end(protocol === 'http' ? `${httpHead(Buffer.byteLength(body))}${body}` : message(body));
  };
  socket.on('data', take);
}

/** Writes as fast as the other side reads. */
function pour(socket, next) {
  const more = () => {
    while (socket.writable && socket.write(next()));
  };
  socket.on('drain', more);
  more();
}

function health(port) {
  return JSON.stringify({ status: 'ok', health_details: { port }, health_status: 'healthy' });
}
