/** A client of an agent's own: requests over one ZeroMQ connection, one after the other. */

import { once } from 'node:events';
import { connect } from 'node:net';
import { message, opening } from './zmtp.mjs';

const deadlineMilliseconds = 5000;

/**
 * Connects to an agent's REP port.
 *
 * @param {import('./scope.mjs').Defer} defer
 * @param {string} host
 * @param {number} port
 * @returns {Promise<() => Promise<number>>} asks once and gives the seconds until the answer
 */
export async function requestClient(defer, host, port) {
  const socket = connect({ host, port, noDelay: true });
  defer(() => socket.destroy());
  socket.setTimeout(deadlineMilliseconds, () => socket.destroy(new Error(`${host}:${port} does not answer`)));
  const { greeting, ready } = opening('REQ');
  socket.write(greeting);
  await readAtLeast(socket, greeting.length);
  socket.write(ready);
  const question = message('{"action":"ping"}');
  return async () => {
    const began = performance.now();
    socket.write(question);
    // The agent's READY, if it has not come before, is no answer: it is the only frame that is a command.
    for (let first = true; first; first = await isHandshake(socket));
    return (performance.now() - began) / 1000;
  };
}

async function readAtLeast(socket, bytes) {
  for (let read = 0; read < bytes; ) read += (await once(socket, 'data'))[0].length;
}

async function isHandshake(socket) {
  const [chunk] = await once(socket, 'data');
  return (chunk[0] & 4) !== 0;
}
