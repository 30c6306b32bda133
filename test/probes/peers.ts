import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** Somebody to ask on 127.0.0.1. */
export interface Peer {
  readonly port: number;
  /** Bytes that the peer has handed to the kernel. */
  readonly bytesSent: () => number;
  readonly close: () => Promise<void>;
}

/** A TCP server that does with each connection what the test says. */
export async function peer(behave: (socket: Socket) => void): Promise<Peer> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.destroy());
    behave(socket);
    // Reads on, so that the end of the connection is seen.
    socket.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server.address()),
    bytesSent: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten - socket.writableLength, 0),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP address');
  return address.port;
}

/** A port that was free a moment ago. */
export async function nobody(): Promise<Peer> {
  const gone = await peer(() => {});
  await gone.close();
  return gone;
}

/** Sends `block` again and again, as fast as it is taken, until `total` bytes or the end of the connection. */
export async function pour(socket: Socket, block: Buffer, total: number): Promise<void> {
  for (let sent = 0; sent < total && !socket.destroyed; sent += block.length) {
    if (!socket.write(block)) await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
    else await nextTurn();
  }
}

/** Sends what `next` makes every 20 ms until the connection ends. */
export function drip(socket: Socket, next: () => string | Buffer): void {
  const timer = setInterval(() => socket.write(next()), 20);
  socket.on('close', () => clearInterval(timer));
}

/** A process that listens and has stopped accepting: its accept queue is full, so a further SYN is dropped. */
export async function stoppedAccepting(): Promise<Peer> {
  // Linux takes backlog + 1 connections into the queue of a listening socket.
  const worker = new Worker(
    `const { createServer } = require('node:net');
     const { parentPort } = require('node:worker_threads');
     const server = createServer(() => {});
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     });`,
    { eval: true },
  );
  const [port]: unknown[] = await once(worker, 'message');
  if (typeof port !== 'number') throw new Error('the worker sent no port');
  const queued = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
  await Promise.all(queued.map((socket) => once(socket, 'connect')));
  return {
    port,
    bytesSent: () => 0,
    close: async () => {
      for (const socket of queued) socket.on('error', () => {}).destroy();
      await worker.terminate();
    },
  };
}
